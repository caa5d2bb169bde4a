using System.Collections.Frozen;
using FundPortal.Application;
using FundPortal.Application.Approvals;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Benchmarks.Races;

/// <summary>One process of the portal without its web side: its own write queue and connections, the shared database and keys.</summary>
internal sealed class RaceNode : IAsyncDisposable
{
    private readonly ServiceProvider services;

    public RaceNode(string folder)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["ConnectionStrings:Portal"] = $"Data Source={Path.Combine(folder, "race.db")}",
                }
            )
            .Build();
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<TimeProvider>(Clock);
        collection.AddSingleton<IConfiguration>(configuration);
        collection
            .AddDataProtection()
            .SetApplicationName("race")
            .PersistKeysToFileSystem(Directory.CreateDirectory(Path.Combine(folder, "keys")));
        collection.AddPortal(configuration);
        services = collection.BuildServiceProvider();
    }

    public RaceClock Clock { get; } = new();

    public IServiceProvider Services => services;

    public async Task<T> UseAsync<TService, T>(Func<TService, Task<T>> use)
        where TService : notnull
    {
        await using var scope = services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<TService>());
    }

    /// <summary>Does one job and answers <c>ok</c> or the refusal's code; never throws for a refusal.</summary>
    public Task<string> DoAsync(RaceJob job)
    {
        var actor = new Actor(job.Person, job.Person.ToString("N"), FrozenSet.Create(job.Role), "192.0.2.1", null);
        return job.Kind switch
        {
            RaceJobKind.Sign => DecideAsync(job, DecisionKind.Sign, actor),
            RaceJobKind.Reject => DecideAsync(job, DecisionKind.Reject, actor),
            RaceJobKind.Return => DecideAsync(job, DecisionKind.ReturnToMaker, actor),
            RaceJobKind.Withdraw => AskAsync((WithdrawSignature u) => u.HandleAsync(new(job.Target), actor, default)),
            RaceJobKind.Cancel => AskAsync((CancelPayment u) => u.HandleAsync(new(job.Target), actor, default)),
            RaceJobKind.Change => AskAsync((SavePayment u) => u.HandleAsync(new(job.Target, job.Entry!, job.Version), actor, default)),
            RaceJobKind.Submit => AskAsync((SubmitPayment u) => u.HandleAsync(new(job.Target, job.Version), actor, default)),
            RaceJobKind.Disable => AskAsync((SetDisabled u) => u.HandleAsync(new(job.Target, true), Actor.System, default)),
            RaceJobKind.Stop => AskAsync((StopPayments u) => u.HandleAsync(new(null, null, "race"), actor, default)),
            _ => AskAsync((ConfirmPolicy u) => u.HandleAsync(new(job.Target, job.Shown!, true, job.Code!), actor, default)),
        };
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private async Task<string> DecideAsync(RaceJob job, DecisionKind kind, Actor actor)
    {
        var command = new DecidePayments.Command(kind, [new(job.Target, job.Shown!)], job.Code, "race");
        var result = await UseAsync((DecidePayments u) => u.HandleAsync(command, actor, default));
        return (result.Refusal ?? result.Value[0].Refusal)?.Code ?? RaceJob.Ok;
    }

    private async Task<string> AskAsync<TUseCase, T>(Func<TUseCase, Task<Result<T>>> ask)
        where TUseCase : notnull => (await UseAsync(ask)).Refusal?.Code ?? RaceJob.Ok;
}

/// <summary>The instant that the race's conductor tells, the same in all processes; codes are made for it.</summary>
internal sealed class RaceClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 3, 2, 2, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
