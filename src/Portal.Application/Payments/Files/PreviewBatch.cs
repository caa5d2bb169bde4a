using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;

namespace FundPortal.Application.Payments.Files;

/// <summary>What a file would pay from an account, with everything that is wrong beside its cell. Stores nothing.</summary>
public sealed class PreviewBatch(BatchReader reader) : IUseCase<PreviewBatch.Query, PreviewBatch.Preview>
{
    /// <summary>Largest file, in bytes.</summary>
    public const int MaxBytes = PayWorkbook.MaxBytes;

    public sealed record Query(byte[] File, Guid Account);

    /// <param name="Totals">Per currency, of the rows whose amount could be read.</param>
    /// <param name="Problems">Of the file as a whole; while there is one, nothing of it can be submitted.</param>
    public sealed record Preview(
        PaymentType Type,
        IReadOnlyList<Row> Rows,
        IReadOnlyList<Money> Totals,
        int? ControlCount,
        IReadOnlyList<Money> ControlTotals,
        IReadOnlyList<CellProblem> Problems
    );

    /// <param name="IsFirstTime">The payee has never been paid.</param>
    /// <param name="Problems">While there is one, this row cannot be submitted.</param>
    public sealed record Row(PaymentFileRow Line, bool IsFirstTime, IReadOnlyList<CellProblem> Problems);

    public async Task<Result<Preview>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.MakePayments))
            return Refusal.Forbidden;
        var parsed = await BatchReader.ParseAsync(input.File, actor, ct);
        if (!parsed.IsOk)
            return parsed.Refusal!;
        var matched = await reader.MatchAsync(parsed.Value, input.Account, actor, ct);
        if (!matched.IsOk)
            return matched.Refusal!;
        var (file, _, lines) = matched.Value;
        return new Preview(
            file.Type,
            [.. lines.Select(line => new Row(line.Row, line.Payee is { FirstPaidOn: null }, line.Problems))],
            file.Totals,
            file.ControlCount,
            file.ControlTotals,
            file.Problems
        );
    }
}
