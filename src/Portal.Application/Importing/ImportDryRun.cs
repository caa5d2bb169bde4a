using System.Text.Encodings.Web;
using System.Text.Json;
using FundPortal.Application.Importing.Formats;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Importing;

namespace FundPortal.Application.Importing;

/// <summary>Reads files without a database and prints what they say: for administrators, scripts and tests.</summary>
public static class ImportDryRun
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="paths">Files, zips, and folders (read with all below them, in order of names).</param>
    /// <returns>Exit code: 0 when every file could be read, 2 otherwise.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> paths, bool json, TextWriter output, CancellationToken ct)
    {
        var files = await ReadAsync(paths, ct);
        if (json)
            await output.WriteLineAsync(JsonSerializer.Serialize(new { files = files.Select(ToJson) }, Json).AsMemory(), ct);
        else
            await PrintAsync(files, output);
        return files.Any(file => file.Errors.Count > 0) ? 2 : 0;
    }

    /// <summary>Reads every file that the paths name; one that does not exist is an error of its own.</summary>
    public static async Task<IReadOnlyList<ParsedFile>> ReadAsync(IReadOnlyList<string> paths, CancellationToken ct)
    {
        var files = new List<ParsedFile>();
        foreach (var path in paths)
        {
            try
            {
                foreach (var file in Expand(path))
                    files.AddRange(await ReadAsync(file, ct));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                files.Add(new ParsedFile(path, "", "", [], [new FileProblem("file_unreadable", error.Message)]));
            }
        }
        return files;
    }

    private static async Task<IReadOnlyList<ParsedFile>> ReadAsync(string path, CancellationToken ct)
    {
        try
        {
            await using var stream = File.OpenRead(path);
            return await FileReader.ReadAsync(stream, path, ct);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [new ParsedFile(path, "", "", [], [new FileProblem("file_unreadable", error.Message)])];
        }
    }

    private static IEnumerable<string> Expand(string path) =>
        Directory.Exists(path) ? Directory.GetFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [path];

    private static object ToJson(ParsedFile file) =>
        new
        {
            file = file.FileName,
            format = file.Format,
            sha256 = file.Sha256,
            statements = file.Statements.Select(ToJson),
            errors = file.Errors.Select(ToJson),
        };

    private static object ToJson(ParsedStatement statement)
    {
        var currency = Currency.Of(statement.CurrencyCode);
        string? Text(long? minor) => minor is { } known ? new Money(known, currency).ToPlainText() : null;
        return new
        {
            account = statement.AccountNumber,
            currency = statement.CurrencyCode,
            from = statement.From,
            to = statement.To,
            opening = Text(statement.OpeningMinor),
            closing = Text(statement.ClosingMinor),
            balanced = statement.DifferenceMinor is { } difference ? difference == 0 : (bool?)null,
            warnings = statement.Warnings.Select(ToJson),
            entries = statement.Entries.Select(entry => new
            {
                id = entry.Id,
                bookingDate = entry.BookingDate,
                valueDate = entry.ValueDate,
                amount = Text(entry.AmountMinor),
                type = entry.BankType,
                counterparty = entry.Counterparty,
                text = entry.Text,
            }),
        };
    }

    private static object ToJson(FileProblem problem) =>
        new
        {
            code = problem.Code,
            message = problem.Message,
            line = problem.Line,
            element = problem.Element,
            column = problem.Column,
        };

    private static async Task PrintAsync(IReadOnlyList<ParsedFile> files, TextWriter output)
    {
        foreach (var file in files)
        {
            await output.WriteLineAsync($"{file.FileName}  {(file.Format.Length > 0 ? file.Format : "?")}");
            foreach (var statement in file.Statements)
                await output.WriteLineAsync("  " + Summary(statement));
            foreach (var problem in file.Statements.SelectMany(statement => statement.Warnings))
                await output.WriteLineAsync("  warning: " + Place(problem) + problem.Message);
            foreach (var problem in file.Errors)
                await output.WriteLineAsync("  error: " + Place(problem) + problem.Message);
        }
    }

    private static string Summary(ParsedStatement statement)
    {
        var currency = Currency.Of(statement.CurrencyCode);
        string Text(long? minor) => minor is { } known ? new Money(known, currency).ToPlainText() : "?";
        var proof = statement.DifferenceMinor switch
        {
            null => "not provable",
            0 => "adds up",
            { } difference => $"differs by {Text(difference)}",
        };
        return $"{(statement.AccountNumber.Length > 0 ? statement.AccountNumber : "(no account)")} {statement.CurrencyCode} "
            + $"{statement.From:yyyy-MM-dd}..{statement.To:yyyy-MM-dd} {Text(statement.OpeningMinor)} -> {Text(statement.ClosingMinor)}, "
            + $"{statement.Entries.Count} entries, {proof}";
    }

    private static string Place(FileProblem problem) =>
        string.Concat(
            problem.Line is { } line ? $"line {line}: " : "",
            problem.Element is { } element ? $"{element}: " : "",
            problem.Column is { } column ? $"column {column}: " : ""
        );
}
