using FundPortal.Application.Audit;
using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Application.OpenApi.Webhooks;
using FundPortal.Application.Payments.Sending;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Audit;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using FundPortal.Domain.OpenApi;
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
    public DbSet<PaymentInstruction> PaymentInstructions => Set<PaymentInstruction>();
    public DbSet<BankMessage> BankMessages => Set<BankMessage>();
    public DbSet<PaymentCorrection> PaymentCorrections => Set<PaymentCorrection>();
    public DbSet<SendingArming> SendingArmings => Set<SendingArming>();
    public DbSet<DatabaseIdentity> DatabaseIdentities => Set<DatabaseIdentity>();
    public DbSet<PaymentDraft> PaymentDrafts => Set<PaymentDraft>();
    public DbSet<Delegation> Delegations => Set<Delegation>();
    public DbSet<PaymentStop> PaymentStops => Set<PaymentStop>();
    public DbSet<PaymentLimit> PaymentLimits => Set<PaymentLimit>();
    public DbSet<Channel> Channels => Set<Channel>();
    public DbSet<ChannelHealth> ChannelHealth => Set<ChannelHealth>();
    public DbSet<ChannelIncident> ChannelIncidents => Set<ChannelIncident>();
    public DbSet<ChannelTrial> ChannelTrials => Set<ChannelTrial>();
    public DbSet<ReadingTurn> ReadingTurns => Set<ReadingTurn>();
    public DbSet<ChannelCursor> ChannelCursors => Set<ChannelCursor>();
    public DbSet<DayProof> DayProofs => Set<DayProof>();
    public DbSet<DayDifference> DayDifferences => Set<DayDifference>();
    public DbSet<DoubtfulEntry> DoubtfulEntries => Set<DoubtfulEntry>();
    public DbSet<ChannelAccount> ChannelAccounts => Set<ChannelAccount>();
    public DbSet<ApiClient> ApiClients => Set<ApiClient>();
    public DbSet<ApiCall> ApiCalls => Set<ApiCall>();
    public DbSet<ApiHour> ApiHours => Set<ApiHour>();
    public DbSet<ApiAddress> ApiAddresses => Set<ApiAddress>();
    public DbSet<ApiAlert> ApiAlerts => Set<ApiAlert>();
    public DbSet<SandboxAccount> SandboxAccounts => Set<SandboxAccount>();
    public DbSet<SandboxEntry> SandboxEntries => Set<SandboxEntry>();
    public DbSet<SandboxPayment> SandboxPayments => Set<SandboxPayment>();
    public DbSet<ApiFiling> ApiFilings => Set<ApiFiling>();
    public DbSet<WebhookSubscription> WebhookSubscriptions => Set<WebhookSubscription>();
    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();
    public DbSet<SpentNonce> SpentNonces => Set<SpentNonce>();
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

    /// <summary>The accounts inside this person's or program's data scope.</summary>
    public IQueryable<Account> AccountsVisibleTo(Actor actor) =>
        actor.IsSystem ? Accounts
        : actor.Program is not null ? AccountsOfClient(actor.PersonId)
        : Held(Accounts, ScopeGrants.Where(grant => grant.PersonId == actor.PersonId));

    /// <summary>The accounts of an API client: those in its data scope that its owner's holds now, too. A program never sees more than a person who answers for it.</summary>
    public IQueryable<Account> AccountsOfClient(Guid client) =>
        Held(
            Held(Accounts, ScopeGrants.Where(grant => grant.PersonId == client)),
            ScopeGrants.Where(grant => ApiClients.Any(known => known.Id == client && known.OwnerId == grant.PersonId))
        );

    /// <summary>Granted singly, or through a legal entity at or above theirs.</summary>
    private IQueryable<Account> Held(IQueryable<Account> accounts, IQueryable<ScopeGrant> grants) =>
        accounts.Where(account =>
            grants.Any(grant =>
                grant.AccountId == account.Id
                || LegalEntities.Any(granted =>
                    granted.Id == grant.LegalEntityId
                    && LegalEntities.Any(owner => owner.Id == account.LegalEntityId && owner.Path.StartsWith(granted.Path))
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
        var news = await WebhookOutbox.LookAsync(this, ct);
        var rows = await base.SaveChangesAsync(acceptAllChangesOnSuccess, ct);
        // Deliveries need what was saved: ids, and balances as they are now.
        if (news is not null && await news.AddAsync(ct))
            await base.SaveChangesAsync(acceptAllChangesOnSuccess, ct);
        return rows;
    }
}

public sealed class SqlitePortalDbContext(DbContextOptions<SqlitePortalDbContext> options, WriteQueue queue)
    : PortalDbContext(options, queue);

public sealed class SqlServerPortalDbContext(DbContextOptions<SqlServerPortalDbContext> options, WriteQueue queue)
    : PortalDbContext(options, queue);
