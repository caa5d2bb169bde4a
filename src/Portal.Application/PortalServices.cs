using FundPortal.Application.Accounts;
using FundPortal.Application.Approvals;
using FundPortal.Application.Audit;
using FundPortal.Application.Channels;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Application.OpenApi;
using FundPortal.Application.Payees;
using FundPortal.Application.Payments;
using FundPortal.Application.Payments.Calendar;
using FundPortal.Application.Payments.Files;
using FundPortal.Application.Payments.Sending;
using FundPortal.Application.Statements;
using FundPortal.Application.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FundPortal.Application;

/// <summary>Registers what the portal does: database, audit, and every use case of this assembly by its class.</summary>
public static class PortalServices
{
    public static IServiceCollection AddPortal(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        // Read late, so that a test host's settings count.
        services.AddSingleton(_ => DatabaseOptions.From(configuration));
        services.AddSingleton(provider => new WriteQueue(isNeeded: !provider.GetRequiredService<DatabaseOptions>().IsSqlServer));
        services.AddDbContext<SqlitePortalDbContext>(
            (provider, options) => provider.GetRequiredService<DatabaseOptions>().Configure(options)
        );
        services.AddDbContext<SqlServerPortalDbContext>(
            (provider, options) => provider.GetRequiredService<DatabaseOptions>().Configure(options)
        );
        services.AddScoped<PortalDbContext>(provider =>
            provider.GetRequiredService<DatabaseOptions>().IsSqlServer
                ? provider.GetRequiredService<SqlServerPortalDbContext>()
                : provider.GetRequiredService<SqlitePortalDbContext>()
        );
        services.AddScoped(typeof(Lazy<>), typeof(Later<>));
        services.AddSingleton<ReadLanes>();
        services.AddSingleton<ScopeReads>();
        services.AddSingleton<TransactionReads>();
        services.AddSingleton<AuditReads>();
        services.AddSingleton<InboxReads>();
        services.AddScoped<StatementReader>();
        services.AddScoped<IAudit, AuditTrail>();
        services.AddSingleton<AuditAnchorFile>();
        services.AddPeople();
        services.AddSingleton(_ => PayeeOptions.From(configuration));
        services.AddSingleton(_ => ChineseCalendar.Load());
        services.AddScoped<SignerDirectory>();
        services.AddScoped<Signatories>();
        services.AddScoped<SignedRecord>();
        services.AddScoped<PaymentGate>();
        services.AddScoped<PaymentEntryReader>();
        services.AddScoped<BatchReader>();
        services.AddScoped<PaymentFiling>();
        services.AddScoped<PaymentNotices>();
        services.AddScoped<PolicyCurrency>();
        services.AddScoped<Delegations>();
        services.AddScoped<Stops>();
        services.AddScoped<Limits>();
        services.AddScoped<LimitPeople>();
        services.AddScoped<LimitTermsReader>();
        services.AddNotices(configuration);
        services.AddScoped<PolicyInForce>();
        services.AddScoped<PolicyWorldReader>();
        services.AddScoped<PolicyNameReader>();
        services.AddScoped<RateTable>();
        services.AddSingleton<ActorLoader>();
        services.AddScoped<SessionWatch>();
        services.AddSingleton<StartReads>();
        services.AddScoped<DatabaseStart>();
        services.AddSingleton<DatabaseHealth>();
        services.AddChannels(configuration);
        services.AddSending(configuration);
        services.AddOpenApi(configuration);
        foreach (var useCase in UseCases())
            services.AddScoped(useCase);
        return services;
    }

    /// <summary>Every use case of the portal, for registration and for the tests that must know them all.</summary>
    public static IEnumerable<Type> UseCases() =>
        typeof(PortalServices)
            // Use cases are public and stand alone: the thousands of other types need not even be loaded, at every start.
            .Assembly.GetExportedTypes()
            .Where(type => type is { IsPublic: true, IsClass: true, IsAbstract: false } && UseCaseContract(type) is not null);

    /// <summary>For those who need something seldom: a database context costs as much as a read by hand.</summary>
    private sealed class Later<T>(IServiceProvider provider) : Lazy<T>(provider.GetRequiredService<T>)
        where T : notnull;

    private static Type? UseCaseContract(Type type) =>
        Array.Find(type.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IUseCase<,>));
}
