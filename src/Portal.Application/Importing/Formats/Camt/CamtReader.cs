using System.Text.RegularExpressions;
using System.Xml;
using FundPortal.Application.Importing.Spooling;
using FundPortal.Domain.Importing;

namespace FundPortal.Application.Importing.Formats.Camt;

/// <summary>ISO 20022 camt.052 (report), camt.053 (statement) and camt.054 (advice), versions 02 to 13.</summary>
internal static partial class CamtReader
{
    private sealed record Message(string Format, string Root, string Statement, bool IsFinal);

    private static readonly Message[] Messages =
    [
        new("camt.052", "BkToCstmrAcctRpt", "Rpt", IsFinal: false),
        new("camt.053", "BkToCstmrStmt", "Stmt", IsFinal: true),
        new("camt.054", "BkToCstmrDbtCdtNtfctn", "Ntfctn", IsFinal: false),
    ];

    /// <summary>
    /// Reads the file twice: first all that is not an entry, which also proves every element; then the entries, one by one, so that no more
    /// than one is held.
    /// </summary>
    /// <param name="entries">Where the file's entries are kept.</param>
    public static IReadOnlyList<ParsedStatement> Read(SpoolFile file, EntrySpool entries, ref string format)
    {
        using var reader = SafeXml.Open(file);
        reader.MoveToContent();
        var isDocument = string.Equals(reader.LocalName, "Document", StringComparison.Ordinal);
        if (!isDocument || (reader.NamespaceURI.Length > 0 && !CamtNamespace().IsMatch(reader.NamespaceURI)))
        {
            throw new UnreadableFileException(
                "format_unknown",
                "XML, but not a camt.052, camt.053 or camt.054 document.",
                element: UnreadableFileException.Shorten(reader.LocalName)
            );
        }
        var document = XmlTree.Read(reader, IsKept);
        // Version 01 writes its number behind the root's name.
        var root = document.Children.FirstOrDefault(child => Array.Exists(Messages, message => IsRoot(message, child.Name)));
        if (root is null)
            throw new UnreadableFileException(
                "format_unknown",
                "The document holds no account report, statement or advice.",
                document.Line,
                "Document"
            );
        var found = Array.Find(Messages, message => IsRoot(message, root.Name))!;
        format = found.Format;
        var statements = root.All(found.Statement).ToArray();
        if (statements.Length == 0)
            throw new UnreadableFileException(
                "statement_missing",
                "The document holds no statement.",
                document.Line,
                $"{found.Root}/{found.Statement}"
            );
        return Statements(file, entries, found, statements);
    }

    /// <summary>Of the entries, only the first one with a currency: the account's own may be missing.</summary>
    private static bool IsKept(XmlTree holder, XmlTree ended) =>
        ended.Name is not "Ntry"
        || !Array.Exists(Messages, message => string.Equals(message.Statement, holder.Name, StringComparison.Ordinal))
        || (ended["Amt"]?.Currency is not null && holder.All("Ntry").TakeWhile(e => e != ended).All(e => e["Amt"]?.Currency is null));

    private static List<ParsedStatement> Statements(SpoolFile file, EntrySpool spool, Message found, XmlTree[] frames)
    {
        using var reader = SafeXml.Open(file);
        var statements = new List<ParsedStatement>(frames.Length);
        CamtStatement? current = null;
        var (isRoot, wasRoot) = (false, false);
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            switch (reader.Depth)
            {
                case 1:
                    isRoot = !wasRoot && IsRoot(found, reader.LocalName);
                    wasRoot |= isRoot;
                    break;
                case 2 when isRoot:
                    End();
                    if (string.Equals(reader.LocalName, found.Statement, StringComparison.Ordinal))
                        current = new(frames[statements.Count], $"{found.Statement}[{statements.Count + 1}]", found.IsFinal, spool);
                    break;
                case 3 when current is not null && reader.LocalName is "Ntry":
                    current.Take(XmlTree.Read(reader));
                    break;
            }
        }
        End();
        return statements;

        void End()
        {
            if (current is not null)
                statements.Add(current.End());
            current = null;
        }
    }

    private static bool IsRoot(Message message, string name) =>
        string.Equals(name, message.Root, StringComparison.Ordinal) || string.Equals(name, message.Root + "V01", StringComparison.Ordinal);

    [GeneratedRegex(@"camt\.05[234]\.\d{3}\.\d{2}$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex CamtNamespace();
}
