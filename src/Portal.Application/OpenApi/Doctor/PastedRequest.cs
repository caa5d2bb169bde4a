using System.Text;

namespace FundPortal.Application.OpenApi.Doctor;

/// <summary>A request as a person pastes it: a curl command, a raw HTTP request, or a body alone.</summary>
/// <param name="Method">In capitals; <c>POST</c> for a body alone.</param>
/// <param name="Target">Path and query, as written; empty for a body alone.</param>
/// <param name="Headers">By name in whatever case.</param>
public sealed record PastedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Path => Target.Split('?')[0];

    public string Query =>
        Target.Contains('?', StringComparison.Ordinal) ? Target[(Target.IndexOf('?', StringComparison.Ordinal) + 1)..] : "";

    public string this[string header] => Headers.GetValueOrDefault(header, "");

    public bool IsJson => Body.TrimStart().StartsWith('{');

    /// <returns>Null when nothing can be made of it.</returns>
    public static PastedRequest? Read(string text)
    {
        var pasted = text.Trim().Replace("\r\n", "\n", StringComparison.Ordinal);
        if (pasted.StartsWith("curl ", StringComparison.Ordinal))
            return OfCurl(pasted);
        var first = pasted.Split('\n', 2)[0];
        if (first.Contains(" HTTP/", StringComparison.Ordinal))
            return OfHttp(pasted);
        return pasted.Length == 0 ? null : new("POST", "", new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase), pasted);
    }

    private static PastedRequest? OfHttp(string text)
    {
        var parts = text.Split("\n\n", 2);
        var lines = parts[0].Split('\n');
        if (lines[0].Split(' ') is not [var method, var target, ..])
            return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
            AddHeader(headers, line);
        return new(method.ToUpperInvariant(), TargetOf(target), headers, parts.Length > 1 ? parts[1] : "");
    }

    private static PastedRequest? OfCurl(string text)
    {
        var words = Words(text.Replace("\\\n", " ", StringComparison.Ordinal));
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var (method, target, bodies) = ("", "", new List<string>());
        for (var i = 1; i < words.Count; i++)
        {
            var next = i + 1 < words.Count ? words[i + 1] : "";
            switch (words[i])
            {
                case "-X" or "--request":
                    (method, i) = (next, i + 1);
                    break;
                case "-H" or "--header":
                    AddHeader(headers, next);
                    i++;
                    break;
                case "-d" or "--data" or "--data-raw" or "--data-binary" or "--data-ascii":
                    bodies.Add(next);
                    i++;
                    break;
                case "--data-urlencode":
                    var equals = next.IndexOf('=', StringComparison.Ordinal);
                    bodies.Add(equals < 0 ? Uri.EscapeDataString(next) : next[..(equals + 1)] + Uri.EscapeDataString(next[(equals + 1)..]));
                    i++;
                    break;
                case "--url":
                    (target, i) = (next, i + 1);
                    break;
                case var word when !word.StartsWith('-') && target.Length == 0:
                    target = word;
                    break;
            }
        }
        if (target.Length == 0)
            return null;
        var verb =
            method.Length > 0 ? method.ToUpperInvariant()
            : bodies.Count > 0 ? "POST"
            : "GET";
        return new(verb, TargetOf(target), headers, string.Join('&', bodies));
    }

    /// <summary>Without scheme and host, which no signature covers.</summary>
    private static string TargetOf(string url)
    {
        var host = url.IndexOf("://", StringComparison.Ordinal);
        if (host < 0)
            return url;
        var path = url.IndexOf('/', host + 3);
        return path < 0 ? "/" : url[path..];
    }

    private static void AddHeader(Dictionary<string, string> headers, string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0)
            headers[line[..colon].Trim()] = line[(colon + 1)..].Trim();
    }

    /// <summary>As a shell splits them: blanks between, single and double quotes around.</summary>
    private static List<string> Words(string text)
    {
        var (words, word, quote, isWord) = (new List<string>(), new StringBuilder(), '\0', false);
        for (var i = 0; i < text.Length; i++)
        {
            var sign = text[i];
            if (quote == '\0' && char.IsWhiteSpace(sign))
            {
                if (isWord)
                    words.Add(word.ToString());
                word.Clear();
                isWord = false;
                continue;
            }
            isWord = true;
            if (sign == quote)
                quote = '\0';
            else if (quote == '\0' && sign is '\'' or '"')
                quote = quote == '\0' ? sign : quote;
            else if (sign == '\\' && quote != '\'' && i + 1 < text.Length)
                word.Append(text[++i]);
            else
                word.Append(sign);
        }
        if (isWord)
            words.Add(word.ToString());
        return words;
    }
}
