using FundPortal.Web.Layout;
using Microsoft.AspNetCore.Components;

namespace FundPortal.Web.Channels;

/// <summary>A page whose figures follow what banks tell, without reload.</summary>
public abstract class LivePage : PortalPage
{
    private IDisposable? listening;

    [Inject]
    protected FundsWatch Watch { get; set; } = null!;

    protected override void OnInitialized() =>
        listening = Watch.Listen(() =>
            InvokeAsync(async () =>
            {
                await RefreshAsync();
                StateHasChanged();
            })
        );

    /// <summary>Asks again, and keeps what is shown while it is asked.</summary>
    protected abstract Task RefreshAsync();

    protected override void Dispose(bool disposing)
    {
        listening?.Dispose();
        base.Dispose(disposing);
    }
}
