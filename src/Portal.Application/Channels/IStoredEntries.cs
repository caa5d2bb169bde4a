using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Channels;

/// <summary>Somebody who looks at every bank entry when it is stored, whichever file or channel brought it.</summary>
internal interface IStoredEntries
{
    /// <summary>
    /// Called inside the write scope that stores the rows, after their ids are given and before it is saved for the last time. A channel's
    /// row comes again when its day becomes final; one that another source had brought comes as the channel tells it, with that row's id.
    /// </summary>
    Task HandleAsync(IReadOnlyList<BankTransaction> rows, CancellationToken ct);

    /// <summary>The bank's final list of a day does not have these rows, or not with this content. Called after the list's own rows were shown.</summary>
    Task RemovedAsync(IReadOnlyList<BankTransaction> rows, CancellationToken ct);

    /// <summary>All that an import brought is about to be taken away. Called inside the write scope that does it, which is saved later.</summary>
    Task UndoneAsync(long importFileId, CancellationToken ct);
}
