using FundPortal.Domain.Importing;

namespace FundPortal.Application.Channels.Files;

/// <summary>
/// A channel that is a folder. A page is one file's entries of one account, whole days of it: equal entries are told apart by counting them
/// within their file. A file that cannot be read does not keep the others back; it is told of after them, until it is gone or mended.
/// </summary>
/// <param name="mayRead">Asked before every read: a folder may be moved, or taken off the list.</param>
internal sealed class FileConnection(StatementFolder folder, Func<string?> mayRead, TimeProvider clock) : ReadingConnection
{
    /// <summary>A page ends with the first day that brings it here.</summary>
    private const int RowsPerPage = 2_000;

    private readonly BrokenFiles broken = new(clock);
    private readonly SemaphoreSlim one = new(1, 1);
    private (string Key, IReadOnlyList<ParsedFile> Parsed)? last;

    public override Task<Reading<ConnectionFacts>> TestAsync(CancellationToken ct)
    {
        if (Forbidden() is { } forbidden)
            return Task.FromResult<Reading<ConnectionFacts>>(forbidden);
        var (files, fault) = folder.List();
        return Task.FromResult(fault is not null ? fault : Reading<ConnectionFacts>.Of(new($"{files.Count}", null, null)));
    }

    public override Task<Reading<IReadOnlyList<AccountTold>>> GetBalancesAsync(
        IReadOnlyList<RemoteAccount> accounts,
        CancellationToken ct
    ) => Task.FromResult(Reading<IReadOnlyList<AccountTold>>.Of([]));

    public override async Task<Reading<EntryPage>> GetTransactionsAsync(
        RemoteAccount account,
        DateOnly firstDay,
        string? cursor,
        CancellationToken ct
    )
    {
        if ((cursor is null ? FolderCursor.Beginning : FolderCursor.Read(cursor)) is not { } at)
            return new ChannelFault(ChannelFaultKind.Unreadable, "cursor", "The stored cursor is none of this kind.");
        await one.WaitAsync(ct);
        try
        {
            return await NextAsync(account, firstDay, at, ct);
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>The day as all files together tell it: an entry that several files hold counts once.</summary>
    public override async Task<Reading<IReadOnlyList<ParsedEntry>>> GetDayAsync(RemoteAccount account, DateOnly day, CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            var (files, fault) = List();
            var (final, all) = (new OrderedDictionary<DuplicateKey, ParsedEntry>(), new OrderedDictionary<DuplicateKey, ParsedEntry>());
            var isFinal = false;
            foreach (var file in files)
            {
                var statements = await StatementsAsync(file, account, ct);
                isFinal |= statements.Any(s => s.IsFinal && s.From <= day && s.To >= day);
                Keep(all, statements, day);
                Keep(final, [.. statements.Where(s => s.IsFinal)], day);
            }
            fault ??= broken.FirstOf(files, account);
            return fault is not null ? fault : Reading<IReadOnlyList<ParsedEntry>>.Of([.. (isFinal ? final : all).Values]);
        }
        finally
        {
            one.Release();
        }
    }

    public override ValueTask DisposeAsync()
    {
        one.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<Reading<EntryPage>> NextAsync(RemoteAccount account, DateOnly firstDay, FolderCursor at, CancellationToken ct)
    {
        var (files, fault) = List();
        if (fault is not null)
            return fault;
        var bins = files.ToLookup(FolderCursor.BinOf);
        for (var bin = 0; bin < FolderCursor.Bins; )
        {
            StatementFile[] held = [.. bins[bin].Where(file => broken.Of(file, account) is null)];
            var digest = FolderCursor.DigestOf(held);
            if (at.HasSeen(bin, digest))
            {
                bin++;
                continue;
            }
            var isGoingOn = at.Bin == bin && string.Equals(at.Digest, digest, StringComparison.Ordinal);
            var (page, next) = await BinAsync(
                held,
                account,
                firstDay,
                isGoingOn ? at : at with { Bin = bin, Digest = digest, File = 0, Day = null },
                ct
            );
            if (page is not null)
                return Reading<EntryPage>.Of(new(page, next.Write(), true));
            // Unless a file turned out to be broken: then the bin is looked at again without it.
            if (Array.TrueForAll(held, file => broken.Of(file, account) is null))
                at = at.With(bin++, digest);
        }
        return broken.FirstOf(files, account) is { } problem ? problem : Reading<EntryPage>.Of(new([], at.Write(), false));
    }

    /// <returns>The next entries of the bin and where it goes on after them; no page when there are none.</returns>
    private async Task<(ParsedEntry[]? Page, FolderCursor Next)> BinAsync(
        StatementFile[] files,
        RemoteAccount account,
        DateOnly firstDay,
        FolderCursor at,
        CancellationToken ct
    )
    {
        for (var i = at.File; i < files.Length; i++)
        {
            var from = i == at.File && at.Day > firstDay ? at.Day.Value : firstDay;
            var entries = Entries(await StatementsAsync(files[i], account, ct), from);
            if (broken.Of(files[i], account) is not null)
                return (null, at);
            if (entries.Length == 0)
                continue;
            var (page, day) = Cut(entries);
            return (page, at with { File = day is null ? i + 1 : i, Day = day });
        }
        return (null, at);
    }

    private (IReadOnlyList<StatementFile> Files, ChannelFault? Fault) List() =>
        Forbidden() is { } forbidden ? ([], forbidden) : folder.List();

    private ChannelFault? Forbidden() =>
        mayRead() is { } reason
            ? new(ChannelFaultKind.Forbidden, reason, "The folder is not one that the portal may read, or is gone.")
            : null;

    /// <summary>The file's statements of this account; none of a file that cannot be read, which is remembered.</summary>
    private async Task<IReadOnlyList<ParsedStatement>> StatementsAsync(StatementFile file, RemoteAccount account, CancellationToken ct)
    {
        if (broken.Of(file, account) is not null)
            return [];
        if (!string.Equals(last?.Key, file.Key, StringComparison.Ordinal))
        {
            var (parsed, fault) = await StatementFolder.ReadAsync(file, ct);
            if (fault is not null)
            {
                broken.Add(file, null, fault, isPassing: fault.Code is StatementFolder.NotOpened or StatementFolder.Changing);
                return [];
            }
            last = (file.Key, parsed);
        }
        var found = last!.Value.Parsed.SelectMany(part => part.Statements).Where(s => IsOf(s, file, account)).ToArray();
        if (Array.TrueForAll(found, s => string.Equals(s.CurrencyCode, account.Currency.Code, StringComparison.Ordinal)))
            return found;
        var wrong = new ChannelFault(
            ChannelFaultKind.Unreadable,
            "currency",
            $"{file.Name}: the account is kept in {account.Currency.Code}."
        );
        broken.Add(file, account, wrong, isPassing: false);
        return [];
    }

    /// <summary>A statement that names no account belongs to the one in whose subfolder it lies.</summary>
    private static bool IsOf(ParsedStatement statement, StatementFile file, RemoteAccount account) =>
        string.Equals(
            Plain(statement.AccountNumber.Length > 0 ? statement.AccountNumber : file.Shelf),
            Plain(account.RemoteId),
            StringComparison.Ordinal
        );

    private static string Plain(string number) => string.Concat(number.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private static ParsedEntry[] Entries(IReadOnlyList<ParsedStatement> statements, DateOnly from) =>
        [.. statements.SelectMany(s => s.Entries).Where(entry => entry.BookingDate >= from).OrderBy(entry => entry.BookingDate)];

    /// <returns>Whole days, and the day that the next page begins with.</returns>
    private static (ParsedEntry[] Page, DateOnly? Next) Cut(ParsedEntry[] entries)
    {
        if (entries.Length <= RowsPerPage)
            return (entries, null);
        var lastDay = entries[RowsPerPage - 1].BookingDate;
        var rest = Array.FindIndex(entries, entry => entry.BookingDate > lastDay);
        return rest < 0 ? (entries, null) : (entries[..rest], entries[rest].BookingDate);
    }

    private static void Keep(OrderedDictionary<DuplicateKey, ParsedEntry> kept, IReadOnlyList<ParsedStatement> statements, DateOnly day)
    {
        ParsedEntry[] entries = [.. statements.SelectMany(s => s.Entries).Where(entry => entry.BookingDate == day)];
        var keys = DuplicateKey.OfFile(entries);
        for (var i = 0; i < keys.Length; i++)
            kept.TryAdd(keys[i], entries[i]);
    }
}
