namespace FundPortal.Application.Importing.Formats;

/// <summary>What a file may be at most. A statement of a busy year stays far below; a hostile file stops here.</summary>
internal static class FormatLimits
{
    /// <summary>One file, unpacked.</summary>
    public const int FileBytes = 64 * 1024 * 1024;

    /// <summary>All entries of one archive together, unpacked.</summary>
    public const long ArchiveBytes = 200L * 1024 * 1024;

    public const int ArchiveEntries = 1_000;

    /// <summary>Unpacked to packed. Statements pack some twenty times; bombs a thousand times.</summary>
    public const int ArchiveRatio = 100;

    /// <summary>Small entries pack extremely well without being a bomb.</summary>
    public const int ArchiveRatioFrom = 1024 * 1024;

    public const int XmlDepth = 64;

    /// <summary>A statement file of the largest size has some two million.</summary>
    public const int XmlElements = 2_500_000;

    /// <summary>Attributes of one element; bank messages have three at most.</summary>
    public const int XmlAttributes = 64;

    /// <summary>Characters in one tag or text; the longest text that ISO 20022 allows has 10,000.</summary>
    public const int XmlText = 256 * 1024;

    /// <summary>Longest line of a text format, in characters.</summary>
    public const int LineLength = 64 * 1024;

    /// <summary>Lines of one SWIFT file; one of the largest size has some two million.</summary>
    public const int Lines = 4_000_000;

    /// <summary>Rows of one bill; Excel's own limit.</summary>
    public const int Rows = 1_048_576;

    /// <summary>Columns of one table; the widest bill has 26. A sheet may claim 16,384 of them in every row.</summary>
    public const int Columns = 256;

    /// <summary>Cells of one sheet: a million rows of a wide bill.</summary>
    public const int Cells = 32_000_000;

    /// <summary>Within how many rows a bill's header must appear; real preambles have up to 30.</summary>
    public const int PreambleRows = 60;
}
