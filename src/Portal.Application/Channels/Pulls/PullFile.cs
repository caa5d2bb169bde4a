using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Channels.Pulls;

/// <summary>Provenance of what a channel brought, and rows in the form in which differences keep them.</summary>
internal static class PullFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string FormatOf(ChannelKind kind) =>
        kind switch
        {
            ChannelKind.CmbDirect => "cmb-direct",
            ChannelKind.FinanceBillApi => "finance-bill-api",
            ChannelKind.SettlementApi => "settlement-api",
            ChannelKind.File => "file",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };

    public static ImportFile Of(Turn turn, string what, IReadOnlyList<ParsedEntry> entries, int added, DateTime now)
    {
        var raw = Encoding.UTF8.GetBytes(string.Join('\n', entries.Select(entry => StorableText.ForRaw(entry.Raw))));
        return new ImportFile
        {
            FileName = StorableText.ForColumn(string.Create(CultureInfo.InvariantCulture, $"{turn.ChannelName} {what}"), 260),
            Format = FormatOf(turn.Kind),
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(raw)),
            Bytes = raw.Length,
            ImportedAt = now,
            ImportedBy = Actor.System.PersonId,
            ImportedByName = Actor.System.Name,
            NewEntries = added,
            KnownEntries = entries.Count - added,
            IsPinned = true,
            ChannelId = turn.ChannelId,
        };
    }

    /// <summary>What a person compares, as a JSON object.</summary>
    public static string Row(BankTransaction row) =>
        JsonSerializer.Serialize(
            new DayRow(
                row.BookedAt,
                row.AmountMinor,
                row.BankReference,
                row.Counterparty,
                row.Text.Length > 200 ? StorableText.ForColumn(row.Text, 200) : row.Text,
                row.EndToEndId,
                row.IsReversal
            ),
            Json
        );

    public static DayRow Read(string json) => JsonSerializer.Deserialize<DayRow>(json, Json)!;
}

/// <summary>A row as it was before or after a difference. Amount in minor units of the account's currency.</summary>
public sealed record DayRow(
    DateTime BookedAt,
    long AmountMinor,
    string BankReference,
    string Counterparty,
    string Text,
    string EndToEndId,
    bool IsReversal
);
