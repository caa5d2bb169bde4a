using System.Globalization;
using System.Text.RegularExpressions;
using FundPortal.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.Dac.Model;

namespace FundPortal.Application.Tests.Data;

/// <summary>
/// SQL Server's schema as the model describes it, in DacFx, which resolves every table and column that a statement names without a server.
/// It knows syntax and names; it does not compare types.
/// </summary>
internal sealed partial class SqlServerSchema : IDisposable
{
    private readonly TSqlModel model = new(SqlServerVersion.Sql160, new TSqlModelOptions());

    /// <summary>A procedure of the server itself, which stands in no schema of ours.</summary>
    private const string ServersOwn = "[sp_getapplock]";

    private SqlServerSchema(string script)
    {
        foreach (var batch in WithAddedColumns(Batches().Split(script).Where(IsDefinition)))
            model.AddObjects(batch);
    }

    /// <summary>From the migrations: what a server would be given.</summary>
    public static SqlServerSchema FromMigrations()
    {
        using var db = SqlServerShadow.NewContext(_ => { });
        return new(db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.NoTransactions));
    }

    /// <summary>From the model as it stands now, whose migration may not be written yet.</summary>
    public static SqlServerSchema FromModel()
    {
        using var db = SqlServerShadow.NewContext(_ => { });
        return new(db.Database.GenerateCreateScript());
    }

    public int Tables => model.GetObjects(DacQueryScopes.UserDefined, Table.TypeClass).Count();

    /// <summary>What is wrong with the schema, and with each statement; empty when nothing is.</summary>
    public IReadOnlyList<string> Check(params IEnumerable<TSqlStatement> statements)
    {
        var wrong = new List<string>();
        var texts = statements.ToArray();
        for (var i = 0; i < texts.Length; i++)
        {
            var parameters = texts[i].Declarations.Length > 0 ? texts[i].Declarations : "";
            try
            {
                model.AddOrUpdateObjects(
                    $"CREATE PROCEDURE [dbo].[{Name(i)}] {parameters} AS BEGIN\n{texts[i].Text}\nEND",
                    Name(i),
                    new TSqlObjectOptions()
                );
            }
            catch (DacModelException error)
            {
                wrong.Add($"{error.Message}\n{texts[i].Text}");
            }
        }
        var found = model
            .Validate()
            .Select(m => m.ToString())
            .Concat(model.GetModelErrors().Select(e => e.Message))
            .Where(message => !message.Contains(ServersOwn, StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal);
        wrong.AddRange(
            found.Select(message =>
                Statement().Match(message) is { Success: true } match ? $"{message}\n{texts[Index(match)].Text}" : message
            )
        );
        return wrong;
    }

    public void Dispose() => model.Dispose();

    private static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"statement_{index}_");

    private static int Index(Match match) => int.Parse(match.Groups["index"].Value, CultureInfo.InvariantCulture);

    /// <summary>DacFx takes a table's columns from its CREATE TABLE only: columns that a later migration adds or alters are written into it.</summary>
    private static List<string> WithAddedColumns(IEnumerable<string> batches)
    {
        var result = new List<string>();
        foreach (var batch in batches)
        {
            if (AlteredColumn().Match(batch) is { Success: true } altered)
            {
                var (of, column) = (altered.Groups["table"].Value, altered.Groups["column"].Value);
                var at = result.FindIndex(earlier => earlier.Contains($"CREATE TABLE [{of}] (", StringComparison.Ordinal));
                var line = result[at].Split('\n').Single(text => text.TrimStart().StartsWith($"[{column}] ", StringComparison.Ordinal));
                result[at] = result[at].Replace(line, $"[{column}] {altered.Groups["definition"].Value},", StringComparison.Ordinal);
                continue;
            }
            if (AddedColumn().Match(batch) is not { Success: true } added)
            {
                result.Add(batch);
                continue;
            }
            var start = $"CREATE TABLE [{added.Groups["table"].Value}] (";
            var table = result.FindIndex(earlier => earlier.Contains(start, StringComparison.Ordinal));
            result[table] = result[table].Replace(start, $"{start}\n{added.Groups["column"].Value},", StringComparison.Ordinal);
        }
        return result;
    }

    /// <summary>Tables and indexes; rows and the migrations' history are no part of a schema.</summary>
    private static bool IsDefinition(string batch) =>
        (
            batch.Contains("CREATE ", StringComparison.Ordinal)
            || batch.Contains("ALTER ", StringComparison.Ordinal)
            || batch.Contains("DROP ", StringComparison.Ordinal)
        )
        && !batch.Contains("__EFMigrationsHistory", StringComparison.Ordinal)
        && !batch.Contains("INSERT INTO", StringComparison.Ordinal);

    [GeneratedRegex(@"^GO\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Batches();

    [GeneratedRegex(@"^\s*ALTER TABLE \[(?<table>\w+)\] ADD (?<column>\[.+);\s*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AddedColumn();

    [GeneratedRegex(
        @"^ALTER TABLE \[(?<table>\w+)\] ALTER COLUMN \[(?<column>\w+)\] (?<definition>.+);\s*$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        1000
    )]
    private static partial Regex AlteredColumn();

    [GeneratedRegex(@"statement_(?<index>\d+)_", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Statement();
}
