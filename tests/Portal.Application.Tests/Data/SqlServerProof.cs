using FundPortal.Application.Tests.Data;
using FundPortal.TestKit;

[assembly: AssemblyFixture(typeof(SqlServerProof))]

namespace FundPortal.Application.Tests.Data;

/// <summary>
/// After the last test: every query that any test asked, in SQL Server's SQL, is checked against SQL Server's schema. A new use case is
/// covered as soon as a test runs it. A fault is an error of the whole run.
/// </summary>
public sealed class SqlServerProof : IDisposable
{
    public void Dispose()
    {
        var statements = SqlServerShadow.Statements.Keys.OrderBy(s => s.Text, StringComparer.Ordinal).ToArray();
        if (statements.Length == 0)
            return;
        using var schema = SqlServerSchema.FromModel();
        var wrong = schema.Check(statements);
        TestContext.Current.SendDiagnosticMessage($"{statements.Length} queries of the tests checked for SQL Server");
        if (wrong.Count > 0)
            throw new InvalidOperationException($"Of {statements.Length} queries SQL Server would refuse:\n{string.Join("\n\n", wrong)}");
    }
}
