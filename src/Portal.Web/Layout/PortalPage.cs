using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Web.Host;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace FundPortal.Web.Layout;

/// <summary>What every interactive page has: a way to ask, words for refusals, and an end when the page is left.</summary>
public abstract class PortalPage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource left = new();

    protected PortalPage() => Left = left.Token;

    [Inject]
    protected Desk Desk { get; set; } = null!;

    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    [Inject]
    protected ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    protected IStringLocalizer<CommonText> C { get; set; } = null!;

    /// <summary>Ends when the page is left: what it still asks is not needed any more.</summary>
    protected CancellationToken Left { get; }

    /// <summary>Asks a use case. A session that has ended leads to sign-in, and back to this page after it.</summary>
    protected Task<Result<T>> AskAsync<TUseCase, T>(
        Func<TUseCase, Actor, CancellationToken, Task<Result<T>>> ask,
        CancellationToken ct = default
    )
        where TUseCase : notnull => LedAsync(Desk.AskAsync(ask, ct.CanBeCanceled ? ct : Left));

    /// <inheritdoc cref="Host.Desk.AskAsideAsync"/>
    protected Task<Result<T>> AskAsideAsync<TUseCase, T>(Func<TUseCase, Actor, CancellationToken, Task<Result<T>>> ask)
        where TUseCase : notnull => LedAsync(Desk.AskAsideAsync(ask, Left));

    private async Task<Result<T>> LedAsync<T>(Task<Result<T>> asked)
    {
        var result = await asked;
        if (result.Refusal == Refusal.SignedOut)
            Navigation.NavigateTo(
                $"/sign-in?returnUrl={Uri.EscapeDataString("/" + Navigation.ToBaseRelativePath(Navigation.Uri))}",
                forceLoad: true
            );
        return result;
    }

    /// <summary>Says what happened.</summary>
    protected void Say(string text) => Snackbar.Add(text, Severity.Success);

    /// <summary>Says why not.</summary>
    protected void Say(Refusal refusal) => Snackbar.Add(RefusalText.Of(C, refusal), Severity.Error);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        left.Cancel();
        left.Dispose();
    }
}
