using System.Runtime.InteropServices;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Transactions;

/// <summary>What the text search knows of a row.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SearchRow(
    long Id,
    int AccountId,
    DateOnly Day,
    string Counterparty,
    string CounterpartyAccount,
    string Text,
    string BankReference
)
{
    /// <summary>Rows beyond cannot be listed: they are looked at one by one.</summary>
    public const long MaxId = uint.MaxValue;

    public static SearchRow Of(BankTransaction row) =>
        new(row.Id, row.AccountId, row.BookingDate, row.Counterparty, row.CounterpartyAccount, row.Text, row.BankReference);
}

/// <summary>The lists of some rows, in memory.</summary>
internal sealed class SearchPostings
{
    private readonly Dictionary<uint, List<uint>> lists = [];
    private char[] folded = new char[BankTransactionTable.TextLength];

    public int Rows { get; private set; }

    /// <summary>By gram, in the order in which chunks lie.</summary>
    public IEnumerable<KeyValuePair<uint, List<uint>>> Lists => lists.OrderBy(list => SearchChunk.IdOf(list.Key, 0));

    /// <summary>Rows come in the order of their ids.</summary>
    public void Add(in SearchRow row)
    {
        Rows++;
        var id = checked((uint)row.Id);
        Put(SearchGrams.OfAccount(row.AccountId), id);
        Put(SearchGrams.OfDay(row.Day), id);
        Add(row.Counterparty, id);
        Add(row.CounterpartyAccount, id);
        Add(row.Text, id);
        Add(row.BankReference, id);
    }

    private void Add(string text, uint id)
    {
        if (text.Length > folded.Length)
            folded = new char[text.Length];
        SearchGrams.Fold(text, folded);
        var whole = folded.AsSpan(0, text.Length);
        for (var place = 0; place < whole.Length; place++)
            Put(SearchGrams.At(whole, place), id);
    }

    private void Put(uint gram, uint id)
    {
        ref var rows = ref CollectionsMarshal.GetValueRefOrAddDefault(lists, gram, out _);
        rows ??= [];
        if (rows.Count == 0 || rows[^1] != id)
            rows.Add(id);
    }
}
