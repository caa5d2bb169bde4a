using FundPortal.TestKit;

namespace FundPortal.Application.Tests.Channels.Conformance;

/// <summary>One sandbox bank for the tests of one kind; each test takes its faults back by starting without any.</summary>
public sealed class SandboxBankFixture : IAsyncLifetime
{
    public SandboxBankProcess Bank { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Bank = await SandboxBankProcess.StartAsync();
        await Bank.PaceAsync(settle: 0, late: 300_000, doubt: 300_000, hang: 20_000);
    }

    public ValueTask DisposeAsync() => Bank.DisposeAsync();
}
