using FundPortal.Domain;
using FundPortal.Domain.Identity;

namespace FundPortal.Application;

/// <summary>
/// Something the portal does for a person. Checks the actor's permission first and data scope on every object; a change is one save
/// together with its audit entry. Registered by its class; called by pages, endpoints, jobs and the command line alike.
/// </summary>
public interface IUseCase<in TInput, TOutput>
{
    Task<Result<TOutput>> HandleAsync(TInput input, Actor actor, CancellationToken ct);
}
