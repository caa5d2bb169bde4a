using FundPortal.Application;
using FundPortal.Application.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace FundPortal.Benchmarks.Payments;

/// <summary>The portal's use cases in this process, on the database and with the key file of the portal's own processes; it sends nothing.</summary>
internal sealed class ProofNode : IAsyncDisposable
{
    private readonly ServiceProvider services;

    public ProofNode(string folder)
    {
        Database = Path.Combine(folder, "fundportal.db");
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:Portal", $"Data Source={Database}"), new("Channels:InsideHosts:0", "127.0.0.1")])
            .Build();
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<IConfiguration>(configuration);
        collection.AddSingleton<IHostEnvironment>(new Development());
        collection.AddKeyProtection(configuration);
        collection.AddPortal(configuration);
        services = collection.BuildServiceProvider();
    }

    public string Database { get; }

    public IServiceProvider Services => services;

    public async Task<T> UseAsync<TService, T>(Func<TService, Task<T>> use)
        where TService : notnull
    {
        await using var scope = services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private sealed class Development : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Development;

        public string ApplicationName { get; set; } = "FundPortal";

        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
