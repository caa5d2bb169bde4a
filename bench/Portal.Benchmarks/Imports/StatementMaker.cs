using System.Globalization;

namespace FundPortal.Benchmarks.Imports;

/// <summary>Writes an MT940 statement of a year: always the same entries, each with its bank's id and a text, balances that add up.</summary>
internal static class StatementMaker
{
    private const int Days = 365;
    private static readonly DateOnly First = new(2025, 1, 1);

    /// <summary>Short entries: a million must fit into the largest file that is taken.</summary>
    public static void Write(string path, string account, int entries)
    {
        using var file = new StreamWriter(path) { NewLine = "\n" };
        file.WriteLine(string.Create(CultureInfo.InvariantCulture, $":20:BENCH\n:25:{account}\n:28C:1/1\n:60F:C{First:yyMMdd}CNY0,"));
        var balance = 0L;
        var day = First;
        for (var i = 0; i < entries; i++)
        {
            day = First.AddDays((int)((long)i * Days / entries));
            var amount = (i * 7_919L % 100_000) + 1;
            var isIn = i % 5 != 0;
            balance += isIn ? amount : -amount;
            file.Write(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $":61:{day:yyMMdd}{(isIn ? 'C' : 'D')}{amount / 100},{amount % 100:D2}NTRFR{i:D7}//B{i:D7}\n:86:Order {i:D7}\n"
                )
            );
        }
        file.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $":62F:{(balance < 0 ? 'D' : 'C')}{day:yyMMdd}CNY{Math.Abs(balance) / 100},{Math.Abs(balance) % 100:D2}\n-"
            )
        );
    }
}
