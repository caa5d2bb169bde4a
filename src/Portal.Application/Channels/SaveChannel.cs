using System.Text.Json;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Domain;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Channels;

/// <summary>
/// Creates or changes a channel's settings, credentials and timetable. Credentials go in and are never shown again; who changes them, or the
/// address, gives a fresh code, and a live channel pauses until it was tried with them.
/// </summary>
public sealed class SaveChannel(PortalDbContext db, ChannelOpener channels, ChannelSecrets secrets, Proof proof, IAudit audit)
    : IUseCase<SaveChannel.Command, SaveChannel.Saved>
{
    /// <param name="Id">Null to create one.</param>
    /// <param name="Kind">Not changed later.</param>
    /// <param name="NotFoundAfterSeconds">How long after sending the bank's "not found" is believed; 600 to 86,400.</param>
    /// <param name="Values">By field name. A secret that is left out stays as it is; an empty one is taken away.</param>
    /// <param name="Code">Needed when the address or a secret changes.</param>
    public sealed record Command(
        Guid? Id,
        string Name,
        ChannelKind Kind,
        string Address,
        IReadOnlyDictionary<string, string> Values,
        int ReadEverySeconds,
        TimeOnly SendFrom,
        TimeOnly SendUntil,
        bool SendsOnWorkingDaysOnly,
        int NotFoundAfterSeconds,
        int Version = 0,
        string? Code = null
    );

    public sealed record Saved(Guid Id, int Version);

    private sealed record Snapshot(
        string Name,
        ChannelKind Kind,
        ChannelState State,
        string Address,
        string Settings,
        int ReadEverySeconds,
        TimeOnly SendFrom,
        TimeOnly SendUntil,
        bool SendsOnWorkingDaysOnly,
        int NotFoundAfterSeconds
    );

    public async Task<Result<Saved>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageChannels))
            return Refusal.Forbidden;
        if (Check(input) is { } wrong)
            return wrong;
        var (name, address) = (input.Name.Trim(), input.Address.Trim());
        var kind = channels.KindOf(input.Kind);
        if (
            input.Values.Keys.FirstOrDefault(key => kind.Fields.All(f => !string.Equals(f.Name, key, StringComparison.Ordinal))) is
            { } unknown
        )
            return Refusal.Invalid(unknown, "unknown");
        var given = kind.Fields.Where(f => f.IsSecret && input.Values.ContainsKey(f.Name)).Select(f => f.Name).ToArray();
        var old = input.Id is { } known ? await db.Channels.AsNoTracking().SingleOrDefaultAsync(c => c.PublicId == known, ct) : null;
        if (input.Id is not null && old is null)
            return Refusal.NotFound;
        if (old is not null && old.Kind != input.Kind)
            return Refusal.Invalid("kind", "unknown");
        var merged = Merge(kind, old, input);
        if (kind.Check(address, merged) is [var problem, ..])
            return Refusal.Invalid(problem.Field, problem.Reason);
        var isMoved = old is null || !string.Equals(old.Address, address, StringComparison.Ordinal);
        if (
            (isMoved || given.Length > 0)
            && !actor.IsSystem
            && (await proof.SpendCodeAsync(actor, input.Code, ct)).Refusal is { } wrongCode
        )
            return wrongCode;
        await using var write = await db.BeginWriteAsync(ct);
        if (await db.Channels.AnyAsync(c => c.Name == name && c.PublicId != input.Id, ct))
            return Refusal.Invalid("name", "taken");
        var channel = old is null ? new Channel { Name = name, Kind = input.Kind } : await db.Channels.SingleAsync(c => c.Id == old.Id, ct);
        if (old is null)
            db.Channels.Add(channel);
        else if (channel.Version != input.Version)
            return Refusal.Conflict;
        var before = old is null ? null : Of(channel);
        var settings = JsonSerializer.Serialize(Pick(kind, merged, isSecret: false), JsonSerializerOptions.Web);
        if (settings.Length > 4_000)
            return Refusal.Invalid("settings", "text_too_long", 4_000);
        var isOther = isMoved || given.Length > 0 || !string.Equals(channel.Settings, settings, StringComparison.Ordinal);
        (channel.Name, channel.Address, channel.Settings) = (name, address, settings);
        (channel.ReadEverySeconds, channel.SendsOnWorkingDaysOnly) = (input.ReadEverySeconds, input.SendsOnWorkingDaysOnly);
        (channel.SendFrom, channel.SendUntil) = (input.SendFrom, input.SendUntil);
        channel.NotFoundAfterSeconds = input.NotFoundAfterSeconds;
        if (given.Length > 0)
            channel.Credentials = secrets.Protect(Pick(kind, merged, isSecret: true));
        if (isOther && channel.State == ChannelState.Live)
            channel.State = ChannelState.Paused;
        // That secrets changed, and which, but nothing of what they are.
        audit.Append(
            actor,
            before is null ? "channel.created" : "channel.changed",
            $"channel:{channel.PublicId}",
            new
            {
                before,
                after = Of(channel),
                secretsChanged = given,
            }
        );
        return await db.TrySaveAsync(write, ct) is { } refusal ? refusal : new Saved(channel.PublicId, channel.Version);
    }

    private Refusal? Check(Command input) =>
        input switch
        {
            _ when !channels.Kinds.Contains(input.Kind) => Refusal.Invalid("kind", "unknown"),
            _ when input.Name.Trim().Length is 0 or > Channel.MaxName || input.Name.Any(char.IsControl) => Refusal.Invalid(
                "name",
                "length_1_to",
                Channel.MaxName
            ),
            { Address.Length: > 500 } => Refusal.Invalid("address", "text_too_long", 500),
            { ReadEverySeconds: < 1 or > 86_400 } => Refusal.Invalid("readEverySeconds", "seconds_range"),
            { NotFoundAfterSeconds: < Channel.MinNotFoundAfterSeconds or > 86_400 } => Refusal.Invalid(
                "notFoundAfterSeconds",
                "not_found_after_range"
            ),
            _ when input.SendFrom > input.SendUntil => Refusal.Invalid("sendUntil", "period_reversed"),
            _ => null,
        };

    /// <summary>What is kept and what is given; an empty value is none.</summary>
    private Dictionary<string, string> Merge(IChannelKind kind, Channel? old, Command input)
    {
        var values = old is null ? [] : channels.ValuesOf(old);
        foreach (var field in kind.Fields)
        {
            if (input.Values.TryGetValue(field.Name, out var value))
                values[field.Name] = value.Trim();
            if (values.TryGetValue(field.Name, out var kept) && kept.Length == 0)
                values.Remove(field.Name);
        }
        return values;
    }

    private static SortedDictionary<string, string> Pick(IChannelKind kind, Dictionary<string, string> values, bool isSecret)
    {
        var picked = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in kind.Fields.Where(f => f.IsSecret == isSecret))
        {
            if (values.TryGetValue(field.Name, out var value))
                picked[field.Name] = value;
        }
        return picked;
    }

    private static Snapshot Of(Channel c) =>
        new(
            c.Name,
            c.Kind,
            c.State,
            c.Address,
            c.Settings,
            c.ReadEverySeconds,
            c.SendFrom,
            c.SendUntil,
            c.SendsOnWorkingDaysOnly,
            c.NotFoundAfterSeconds
        );
}
