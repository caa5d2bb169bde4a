using FundPortal.Application.Audit;
using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Audit;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;
using FundPortal.Domain.Transactions;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace FundPortal.Application.Data;

/// <summary>
/// The one model, for both providers. A save is a transaction that also appends the pending audit entries; on SQLite writers queue.
/// </summary>
public abstract class PortalDbContext(DbContextOptions options, WriteQueue queue)
    : IdentityUserContext<Person, Guid>(options),
        IDataProtectionKeyContext
{
    private readonly List<PendingAuditEntry> pendingAudit = [];
    private WriteScope? scope;

    /// <summary>After each commit: what was written is there for everybody.</summary>
    internal Action? Committed { get; set; }

    public DbSet<LegalEntity> LegalEntities => Set<LegalEntity>();
    public DbSet<Bank> Banks => Set<Bank>();
    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<AccountBalance> AccountBalances => Set<AccountBalance>();
    public DbSet<BankTransaction> Transactions => Set<BankTransaction>();
    public DbSet<TransactionSource> TransactionSources => Set<TransactionSource>();
    public DbSet<DailyTotal> DailyTotals => Set<DailyTotal>();
    public DbSet<SavedView> SavedViews => Set<SavedView>();
    public DbSet<ImportFile> ImportFiles => Set<ImportFile>();
    public DbSet<ImportedStatement> ImportedStatements => Set<ImportedStatement>();
    public DbSet<PolicyVersion> PolicyVersions => Set<PolicyVersion>();
    public DbSet<ExchangeRate> ExchangeRates => Set<ExchangeRate>();
    public DbSet<Payee> Payees => Set<Payee>();
    public DbSet<PayeeChange> PayeeChanges => Set<PayeeChange>();
    public DbSet<Payment> Payments => Set<Payment>();
    public DbSet<PaymentDraft> PaymentDrafts => Set<PaymentDraft>();
    public DbSet<Delegation> Delegations => Set<Delegation>();
    public DbSet<PaymentStop> PaymentStops => Set<PaymentStop>();
    public DbSet<PaymentLimit> PaymentLimits => Set<PaymentLimit>();
    public DbSet<Notice> Notices => Set<Notice>();
    public DbSet<OutboxMessage> OutboxMessages => Set<OutboxMessage>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();
    public DbSet<PersonRole> PersonRoles => Set<PersonRole>();
    public DbSet<ScopeGrant> ScopeGrants => Set<ScopeGrant>();
    public DbSet<SignInSession> SignInSessions => Set<SignInSession>();
    public DbSet<TryCount> TryCounts => Set<TryCount>();
    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>The accounts inside this person's data scope: granted singly, or through a legal entity at or above theirs.</summary>
    public IQueryable<Account> AccountsVisibleTo(Actor actor) =>
        actor.IsSystem
            ? Accounts
            : Accounts.Where(account =>
                ScopeGrants.Any(grant =>
                    grant.PersonId == actor.PersonId
                    && (
                        grant.AccountId == account.Id
                        || LegalEntities.Any(granted =>
                            granted.Id == grant.LegalEntityId
                            && LegalEntities.Any(owner => owner.Id == account.LegalEntityId && owner.Path.StartsWith(granted.Path))
                        )
                    )
                )
            );

    /// <summary>Begins a write of several steps; until it is disposed, saves join it.</summary>
    public async Task<WriteScope> BeginWriteAsync(CancellationToken ct)
    {
        var turn = await queue.EnterAsync(ct);
        try
        {
            return Open(turn, await Database.BeginTransactionAsync(ct));
        }
        catch
        {
            turn?.Dispose();
            throw;
        }
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (scope is not null)
            return await SaveInScopeAsync(acceptAllChangesOnSuccess, cancellationToken);
        await using var own = await BeginWriteAsync(cancellationToken);
        var rows = await SaveInScopeAsync(acceptAllChangesOnSuccess, cancellationToken);
        await own.CommitAsync(cancellationToken);
        return rows;
    }

    /// <summary>For libraries that save synchronously (the Data Protection key ring); the portal's own code never does.</summary>
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        if (pendingAudit.Count > 0)
            throw new InvalidOperationException("Audited changes are saved with SaveChangesAsync.");
        if (scope is not null)
            return base.SaveChanges(acceptAllChangesOnSuccess);
        var turn = queue.Enter();
        try
        {
            return base.SaveChanges(acceptAllChangesOnSuccess);
        }
        finally
        {
            turn?.Dispose();
        }
    }

    internal void AppendAudit(PendingAuditEntry entry) => pendingAudit.Add(entry);

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(PortalDbContext).Assembly);
        ModelConventions.Apply(builder, Database.IsSqlServer());
    }

    private WriteScope Open(IDisposable? turn, IDbContextTransaction transaction) =>
        scope = new(turn, transaction, () => Committed?.Invoke(), () => scope = null);

    private async Task<int> SaveInScopeAsync(bool acceptAllChangesOnSuccess, CancellationToken ct)
    {
        foreach (var entry in ChangeTracker.Entries().Where(e => e.State == EntityState.Modified))
        {
            // SQLite has no row version: the token is an integer that grows with every change.
            if (entry.Metadata.FindProperty(ModelConventions.VersionProperty) is { ClrType: { } type } && type == typeof(int))
                entry.Property(ModelConventions.VersionProperty).CurrentValue =
                    (int)entry.Property(ModelConventions.VersionProperty).OriginalValue! + 1;
        }
        var drained = pendingAudit.ToArray();
        pendingAudit.Clear();
        await AuditAppender.AppendAsync(this, drained, ct);
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, ct);
    }
}

public sealed class SqlitePortalDbContext(DbContextOptions<SqlitePortalDbContext> options, WriteQueue queue)
    : PortalDbContext(options, queue);

public sealed class SqlServerPortalDbContext(DbContextOptions<SqlServerPortalDbContext> options, WriteQueue queue)
    : PortalDbContext(options, queue);
