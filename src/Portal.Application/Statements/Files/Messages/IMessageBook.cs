using FundPortal.Domain.Statements;

namespace FundPortal.Application.Statements.Files.Messages;

/// <summary>A statement in a form that programs exchange: written forward only, entry by entry.</summary>
internal interface IMessageBook : IDisposable
{
    void Start(StatementCover cover);

    /// <summary>Ends the account before, if there is one.</summary>
    /// <param name="closingMinor">What opening and entries will come to: these forms tell it before the entries.</param>
    void StartAccount(StatementHeader header, long closingMinor);

    void Entry(StatementHeader header, StatementRow row);

    /// <summary>Ends the last account and the file.</summary>
    void Finish(string code, AuditAnchor entry);
}
