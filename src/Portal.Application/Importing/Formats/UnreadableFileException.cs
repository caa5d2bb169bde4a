using FundPortal.Domain.Importing;

namespace FundPortal.Application.Importing.Formats;

/// <summary>Stops the reading of one file; <see cref="FileReader"/> turns it into the file's error.</summary>
internal sealed class UnreadableFileException(FileProblem problem) : Exception(problem.Message)
{
    public UnreadableFileException(string code, string message, int? line = null, string? element = null, string? column = null)
        : this(new FileProblem(code, message, line, element, column)) { }

    public FileProblem Problem { get; } = problem;

    /// <summary>Text from a file as it may stand in a message: one line, short.</summary>
    public static string Shorten(string text)
    {
        const int most = 60;
        var clean = new string([.. text.Take(most).Select(c => char.IsControl(c) ? ' ' : c)]);
        return text.Length > most ? clean + "…" : clean;
    }
}
