using FundPortal.Application.Tests.Accounts;
using FundPortal.Domain;
using FundPortal.Domain.Identity;

namespace FundPortal.Application.Tests.Identity;

internal static class Asking
{
    /// <summary>Asks a use case in a scope of its own, as a page does.</summary>
    public static Task<Result<TOutput>> AskAsync<TUseCase, TInput, TOutput>(this Group group, TInput input, Actor actor)
        where TUseCase : IUseCase<TInput, TOutput> =>
        group.Database.RunAsync<TUseCase, Result<TOutput>>(useCase =>
            useCase.HandleAsync(input, actor, TestContext.Current.CancellationToken)
        );
}
