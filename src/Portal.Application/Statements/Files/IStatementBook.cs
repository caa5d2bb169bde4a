using FundPortal.Domain.Statements;

namespace FundPortal.Application.Statements.Files;

/// <summary>A statement file that is being written: account sheets in order, then the summary, then <see cref="Finish"/>.</summary>
internal interface IStatementBook : IDisposable
{
    IStatementSink Sink { get; }

    /// <summary>How many entries fit on one sheet together with head and foot.</summary>
    long EntriesPerSheet { get; }

    void StartAccountSheet(StatementHeader header, int part);

    /// <param name="entryRows">Rows between head and foot of this sheet.</param>
    void EndAccountSheet(long entryRows);

    void StartSummary();

    void Finish();
}
