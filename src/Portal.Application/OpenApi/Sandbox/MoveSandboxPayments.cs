using FundPortal.Domain;
using FundPortal.Domain.Identity;

namespace FundPortal.Application.OpenApi.Sandbox;

/// <summary>Takes the steps of sandbox payments that are due, so that webhooks hear of them though nobody asks.</summary>
public sealed class MoveSandboxPayments(SandboxBook book) : IUseCase<MoveSandboxPayments.Command, int>
{
    public sealed record Command;

    /// <returns>How many payments were moved.</returns>
    public async Task<Result<int>> HandleAsync(Command input, Actor actor, CancellationToken ct) =>
        actor.IsSystem ? await book.MoveAsync(null, ct) : Refusal.Forbidden;
}
