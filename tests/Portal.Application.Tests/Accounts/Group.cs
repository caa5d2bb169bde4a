using System.Collections.Frozen;
using FundPortal.Application.Identity;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.Accounts;

/// <summary>
/// A small group in a database of its own: Holding over North and South; North has a CNY and a USD account, South a CNY one.
/// </summary>
internal sealed class Group : IAsyncDisposable
{
    private Group(TestDatabase database) => Database = database;

    public TestDatabase Database { get; }

    public LegalEntity Holding { get; private set; } = null!;

    public LegalEntity North { get; private set; } = null!;

    public LegalEntity South { get; private set; } = null!;

    public Bank Bank { get; private set; } = null!;

    public Account NorthCny { get; private set; } = null!;

    public Account NorthUsd { get; private set; } = null!;

    public Account SouthCny { get; private set; } = null!;

    public static async Task<Group> CreateAsync(Action<IServiceCollection>? more = null)
    {
        var group = new Group(await TestDatabase.CreateAsync(more));
        group.Holding = await group.EntityAsync("Holding", null);
        group.North = await group.EntityAsync("North", group.Holding);
        group.South = await group.EntityAsync("South", group.Holding);
        group.Bank = await group.AddAsync(new Bank { Name = "First Bank", Country = "CN" });
        group.NorthCny = await group.AccountAsync(group.North, "1001", "CNY");
        group.NorthUsd = await group.AccountAsync(group.North, "1002", "USD");
        group.SouthCny = await group.AccountAsync(group.South, "2001", "CNY");
        return group;
    }

    public async Task<LegalEntity> EntityAsync(string name, LegalEntity? parent)
    {
        var entity = await AddAsync(new LegalEntity { Name = name, ParentId = parent?.Id });
        await Database.UseAsync(async db =>
        {
            db.Attach(entity).Entity.Path = $"{parent?.Path ?? "/"}{entity.Id}/";
            return await db.SaveChangesAsync();
        });
        return entity;
    }

    public Task<Account> AccountAsync(LegalEntity owner, string number, string currency) =>
        AddAsync(
            new Account
            {
                LegalEntityId = owner.Id,
                BankId = Bank.Id,
                Number = number,
                Name = $"Account {number}",
                CurrencyCode = currency,
                Type = AccountType.Current,
            }
        );

    /// <summary>A person with a role whose scope is the entities and accounts given.</summary>
    public async Task<Actor> PersonAsync(Role role, LegalEntity[] entities, Account[]? accounts = null)
    {
        var person = await AddAsync(
            new Person
            {
                Id = Guid.NewGuid(),
                DisplayName = role.ToString(),
                UserName = Guid.NewGuid().ToString("N"),
            }
        );
        await Database.UseAsync(async db =>
        {
            db.ScopeGrants.AddRange(entities.Select(e => new ScopeGrant { PersonId = person.Id, LegalEntityId = e.Id }));
            db.ScopeGrants.AddRange((accounts ?? []).Select(a => new ScopeGrant { PersonId = person.Id, AccountId = a.Id }));
            return await db.SaveChangesAsync();
        });
        return new Actor(person.Id, person.DisplayName, new[] { role }.ToFrozenSet(), "127.0.0.1", null);
    }

    public async Task<T> AddAsync<T>(T entity)
        where T : class
    {
        await Database.UseAsync(async db =>
        {
            db.Add(entity);
            return await db.SaveChangesAsync();
        });
        return entity;
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
