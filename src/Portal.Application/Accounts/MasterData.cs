using FundPortal.Domain;

namespace FundPortal.Application.Accounts;

/// <param name="Version">To be handed in with the next change.</param>
/// <param name="Warnings">Text keys of things that are stored but look wrong.</param>
public sealed record SavedRecord(Guid Id, int Version, IReadOnlyList<string> Warnings);

/// <summary>Rules that the records of master data share.</summary>
internal static class MasterData
{
    public const int MaxName = 200;

    public static Refusal? CheckName(string name) => name.Length is 0 or > MaxName ? Refusal.Invalid("name", "name_length", MaxName) : null;

    /// <summary>Null for blank, otherwise without the blanks around it.</summary>
    public static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
