using System.Globalization;
using System.Text.RegularExpressions;
using FundPortal.Application.Importing.Spooling;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Importing;

namespace FundPortal.Application.Importing.Formats.Mt940;

/// <summary>One message's statement while its fields come in.</summary>
internal sealed partial class Mt940Statement(EntrySpool spool, int line, string accountBefore)
{
    private readonly int start = spool.Count;

    /// <summary>Lines that came before the currency.</summary>
    private readonly List<Mt940Line> waiting = [];

    /// <summary>Whose details come next; also a line that is left out.</summary>
    private Mt940Line? last;

    public int Line { get; } = line;

    public string Account { get; private set; } = "";

    public string Number { get; private set; } = "";

    public Currency? Currency { get; private set; }

    public Mt940Balance? Opening { get; private set; }

    public Mt940Balance? Closing { get; private set; }

    public List<ParsedBalance> Available { get; } = [];

    public List<FileProblem> Warnings { get; } = [];

    public bool HasBalance => Opening is not null || Closing is not null || Entries > 0;

    public bool IsClosed => Closing is not null;

    public bool IsEmpty => !HasBalance;

    public int Entries { get; private set; }

    /// <summary>The first amount that is none. Told only when all else of the file could be read.</summary>
    public UnreadableFileException? AmountProblem { get; private set; }

    /// <summary>Its entries with those of the pages that follow it; to be called when all pages ended.</summary>
    public SpooledEntries With(int following) => new(spool, start, Entries + following);

    /// <summary>Nothing more comes.</summary>
    public void End() => Keep();

    public void Take(Mt940Field field)
    {
        switch (field.Tag)
        {
            case "25" or "25P":
                if (Entries > 0)
                    throw new UnreadableFileException(
                        "field_unexpected",
                        "An account field stands between a statement's entries.",
                        field.Line,
                        ":25:"
                    );
                Account = AccountOf(field.First);
                break;
            case "28" or "28C":
                Number = field.First;
                break;
            case "34F" when field.First.Length >= 3:
                Currency ??= CurrencyOf(field.First[..3], field.Line);
                break;
            case "60F" or "60M":
                Opening = Balance(field);
                // Several statements of one account may follow under one account field.
                if (Account.Length == 0)
                    Account = accountBefore;
                break;
            case "61":
                Keep();
                last = Mt940Line.Parse(field, Warnings);
                if (last.IsExpected)
                    Warnings.Add(new("entry_not_booked", "The entry is only expected (mark EC or ED): left out.", field.Line, ":61:"));
                else
                    Entries++;
                break;
            case "62F" or "62M":
                Closing = Balance(field);
                break;
            case "64":
                var available = Balance(field);
                Available.Add(new ParsedBalance(BalanceKind.Available, available.Day, available.Minor));
                break;
            case "86" or "NS" when !IsClosed:
                last?.Details.AddRange(field.Lines);
                break;
        }
    }

    /// <summary>The last line's details are complete.</summary>
    private void Keep()
    {
        if (last is { IsExpected: false })
            waiting.Add(last);
        last = null;
        if (Currency is not { } currency)
            return;
        foreach (var one in waiting)
        {
            try
            {
                if (AmountProblem is null)
                    spool.Append(Mt940Pages.Entry(one, currency));
            }
            catch (UnreadableFileException error)
            {
                AmountProblem = error;
            }
        }
        waiting.Clear();
    }

    /// <summary>The account without the currency that some banks append: <c>51210600/9223382012EUR</c>.</summary>
    private static string AccountOf(string text)
    {
        var account = text.Replace(" ", "", StringComparison.Ordinal);
        return account.Length > 6 && Domain.Amounts.Currency.TryFrom(account[^3..], out _) && char.IsAsciiDigit(account[^4])
            ? account[..^3]
            : account;
    }

    private Mt940Balance Balance(Mt940Field field)
    {
        var match = BalanceForm().Match(field.First);
        if (!match.Success)
            throw new UnreadableFileException(
                "balance_invalid",
                $"'{UnreadableFileException.Shorten(field.First)}' is not a balance.",
                field.Line,
                $":{field.Tag}:"
            );
        var currency = CurrencyOf(match.Groups["currency"].Value, field.Line);
        if (Currency is { } known && known != currency)
            throw new UnreadableFileException(
                "currency_mixed",
                $"The balance is in {currency}, the statement in {known}.",
                field.Line,
                $":{field.Tag}:"
            );
        Currency = currency;
        var minor = FileAmount.Parse(
            match.Groups["amount"].Value,
            currency,
            ',',
            (code, message) => new(code, message, field.Line, $":{field.Tag}:")
        );
        var day = Mt940Line.Day(match.Groups["date"].Value, field, Warnings);
        return new(string.Equals(match.Groups["mark"].Value, "C", StringComparison.Ordinal) ? minor : -minor, day, field.Tag[^1] == 'M');
    }

    private static Currency CurrencyOf(string code, int line) =>
        Domain.Amounts.Currency.TryFrom(code, out var currency)
            ? currency
            : throw new UnreadableFileException("currency_unknown", $"'{UnreadableFileException.Shorten(code)}' is not a currency.", line);

    [GeneratedRegex(
        @"^(?<mark>[CD])(?<date>\d{6})(?<currency>[A-Z]{3})(?<amount>\d[\d ]*(,\d*)?)$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex BalanceForm();
}

/// <param name="IsIntermediate">A page's balance (M), not the statement's (F).</param>
internal sealed record Mt940Balance(long Minor, DateOnly Day, bool IsIntermediate);
