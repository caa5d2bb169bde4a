using FundPortal.Application;
using FundPortal.Application.Payments.Sending;
using FundPortal.Domain.Channels;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.Payments;

/// <summary>The portal started on a copied SQLite file.</summary>
internal sealed class TestCopy : IAsyncDisposable
{
    private readonly ServiceProvider services;

    public TestCopy(string file)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:Portal", $"Data Source={file};Pooling=False")])
            .Build();
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<IConfiguration>(configuration);
        collection.AddDataProtection();
        collection.AddPortal(configuration);
        services = collection.BuildServiceProvider();
    }

    public async Task<bool> IsArmedAsync(Channel channel)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SendingGate>().IsArmedAsync(channel, default);
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
