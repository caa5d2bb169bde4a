using System.Collections.Frozen;
using System.Reflection;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.Importing;

public sealed class NobodyTests
{
    /// <summary>The first line of a use case asks for the permission, so it never looks at its input: none is needed here.</summary>
    [Fact]
    public async Task D1_A_person_without_any_role_is_refused_by_every_use_case_over_funds()
    {
        await using var group = await Group.CreateAsync();
        var nobody = new Actor(Guid.NewGuid(), "nobody", FrozenSet<Role>.Empty, null, null);
        var useCases = PortalServices
            .UseCases()
            .Where(type => type.Namespace!.Split('.')[^1] is "Accounts" or "Transactions" or "Importing")
            .ToList();
        Assert.True(useCases.Count >= 20, $"Only {useCases.Count} use cases were found.");
        foreach (var type in useCases)
        {
            await using var scope = group.Database.Services.CreateAsyncScope();
            var handle = type.GetMethod("HandleAsync", BindingFlags.Public | BindingFlags.Instance)!;
            var task = (Task)handle.Invoke(scope.ServiceProvider.GetRequiredService(type), [null, nobody, CancellationToken.None])!;
            await task;
            var result = task.GetType().GetProperty("Result")!.GetValue(task)!;
            var refusal = (Refusal?)result.GetType().GetProperty("Refusal")!.GetValue(result);
            Assert.True(ReferenceEquals(Refusal.Forbidden, refusal), type.Name);
        }
    }
}
