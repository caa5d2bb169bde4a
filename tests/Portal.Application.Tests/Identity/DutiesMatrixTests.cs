using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.Identity;

/// <summary>Which role may call which use case, written down: a new use case, or a changed right, must be written here to pass.</summary>
public sealed class DutiesMatrixTests
{
    private static readonly string Matrix = Path.Combine(AppContext.BaseDirectory, "Identity", "DutiesMatrix.txt");

    [Fact]
    public async Task D1_every_use_case_answers_every_role_as_the_matrix_says()
    {
        await using var database = await TestDatabase.CreateAsync();
        var found = new List<string>();
        foreach (var useCase in PortalServices.UseCases().OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            var allowed = new List<string>();
            foreach (var role in Enum.GetValues<Role>())
            {
                if (await MayAsync(database, useCase, role))
                    allowed.Add(role.ToString());
            }
            Assert.False(await MayAsync(database, useCase, null), $"{useCase.Name} answers a person without any role.");
            found.Add($"{useCase.Name}: {string.Join(" ", allowed)}");
        }
        Assert.Equal(await File.ReadAllTextAsync(Matrix), string.Join("\n", found) + "\n");
    }

    /// <summary>
    /// Asks with an empty input: whoever is refused is refused before it is looked at. What happens after that (usually a complaint about the
    /// input) does not matter here.
    /// </summary>
    private static async Task<bool> MayAsync(TestDatabase database, Type useCase, Role? role)
    {
        var contract = useCase.GetInterfaces().Single(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IUseCase<,>));
        var input = RuntimeHelpers.GetUninitializedObject(contract.GetGenericArguments()[0]);
        var actor = new Actor(
            Guid.NewGuid(),
            "somebody",
            role is { } held ? FrozenSet.Create(held) : FrozenSet<Role>.Empty,
            null,
            Guid.NewGuid()
        );
        await using var scope = database.Services.CreateAsyncScope();
        var target = scope.ServiceProvider.GetRequiredService(useCase);
        try
        {
            var task = (Task)
                contract.GetMethod(nameof(IUseCase<object, object>.HandleAsync))!.Invoke(target, [input, actor, CancellationToken.None])!;
            await task;
            var result = task.GetType().GetProperty("Result")!.GetValue(task)!;
            return (Refusal?)result.GetType().GetProperty("Refusal")!.GetValue(result) != Refusal.Forbidden;
        }
        catch (Exception error) when (error is not Xunit.Sdk.XunitException)
        {
            return true;
        }
    }
}
