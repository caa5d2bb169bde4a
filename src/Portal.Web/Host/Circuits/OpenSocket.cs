namespace FundPortal.Web.Host.Circuits;

/// <summary>One open connection of a browser tab, bound to the session whose cookie opened it.</summary>
internal sealed class OpenSocket(Guid sessionId, Guid personId, string? address, Action abort, DateTimeOffset openedAt)
{
    public Guid Id { get; } = Guid.NewGuid();

    public Guid SessionId => sessionId;

    public Guid PersonId => personId;

    public string? Address => address;

    /// <summary>When the person last did something: a click, a key, a navigation. Acknowledged renderings do not count.</summary>
    public DateTimeOffset LastInput { get; set; } = openedAt;

    /// <summary>Cuts the connection: whatever the page still does, nothing comes in or goes out.</summary>
    public void Abort() => abort();
}
