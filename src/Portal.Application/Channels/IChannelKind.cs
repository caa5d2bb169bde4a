using FundPortal.Domain.Channels;

namespace FundPortal.Application.Channels;

/// <summary>One kind of channel: which settings and credentials it needs, and how it is opened. Registered once per kind.</summary>
public interface IChannelKind
{
    ChannelKind Kind { get; }

    /// <summary>The fields of a channel's settings and credentials, in the order in which a person enters them.</summary>
    IReadOnlyList<ChannelField> Fields { get; }

    /// <summary>What is wrong with an address and values, by field name (<c>address</c> for the address) and reason.</summary>
    IReadOnlyList<ChannelFieldProblem> Check(string address, IReadOnlyDictionary<string, string> values);

    /// <param name="values">Settings and decrypted credentials by field name; checked before.</param>
    IChannelConnection Open(string address, IReadOnlyDictionary<string, string> values);
}

/// <param name="Name">camelCase; the key in the stored JSON and of its label <c>Field_&lt;name&gt;</c>.</param>
/// <param name="IsSecret">Encrypted at rest and never shown again.</param>
public sealed record ChannelField(string Name, bool IsSecret, bool IsRequired, int MaxLength);

/// <param name="Reason">A reason of <c>Refusal.Invalid</c>: <c>required</c>, <c>format</c>, <c>length</c>, <c>too_small</c> …</param>
public sealed record ChannelFieldProblem(string Field, string Reason);
