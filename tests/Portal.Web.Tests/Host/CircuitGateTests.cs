using System.Net;
using System.Net.WebSockets;
using FundPortal.Web.Host.Circuits;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Web.Tests.Host;

/// <summary>Rows B7 and B8 at the door of the hub, over real WebSockets.</summary>
public sealed class CircuitGateTests
{
    [Fact]
    public async Task B7_a_foreign_origin_is_refused_with_403_and_nobody_with_401()
    {
        await using var host = await PortalHost.StartAsync();
        var session = HeaderSession.Of(await host.SignInAsync());
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(host, session, "https://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(host, session, "null"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(host, session, origin: null));
        Assert.Equal(
            HttpStatusCode.Forbidden,
            await StatusAsync(host, session, host.Address.GetLeftPart(UriPartial.Authority) + ".evil.example")
        );
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, session: null, Own(host)));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, $"password-only {Guid.NewGuid():D}", Own(host)));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await StatusAsync(host, session, Own(host)));
    }

    [Fact]
    public async Task B7_negotiation_and_long_polling_are_behind_the_same_door()
    {
        await using var host = await PortalHost.StartAsync();
        var session = HeaderSession.Of(await host.SignInAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync("/_blazor/negotiate?negotiateVersion=1", session: null, Own(host)));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync("/_blazor/negotiate?negotiateVersion=1", session, "https://evil.example"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync("/_blazor/negotiate?negotiateVersion=1", session, Own(host)));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync("/_blazor?id=x", session, Own(host)));

        async Task<HttpStatusCode> PostAsync(string path, string? session, string origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path);
            request.Headers.Add("Origin", origin);
            if (session is not null)
                request.Headers.Add(HeaderSession.Header, session);
            using var answer = await host.Client.SendAsync(request);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task B8_one_person_opens_ten_pages_and_no_more_while_others_still_can()
    {
        await using var host = await PortalHost.StartAsync();
        var greedy = HeaderSession.Of(await host.SignInAsync("greedy"));
        var sockets = new List<ClientWebSocket>();
        for (var i = 0; i < CircuitRegistry.MaxPerPerson; i++)
            sockets.Add(await OpenAsync(host, greedy, Own(host)));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(host, greedy, Own(host)));
        // Another session of the same person is the same person.
        Assert.Equal(
            HttpStatusCode.TooManyRequests,
            await StatusAsync(host, HeaderSession.Of(await host.SignInAsync("greedy")), Own(host))
        );
        Assert.Equal(
            HttpStatusCode.SwitchingProtocols,
            await StatusAsync(host, HeaderSession.Of(await host.SignInAsync("modest")), Own(host))
        );

        sockets[0].Abort();
        await UntilAsync(() => host.App.Services.GetRequiredService<CircuitRegistry>().Sockets().Length < CircuitRegistry.MaxPerPerson);
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await StatusAsync(host, greedy, Own(host)));
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task B8_a_message_above_32_KB_ends_the_connection()
    {
        await using var host = await PortalHost.StartAsync();
        using var socket = await OpenAsync(host, HeaderSession.Of(await host.SignInAsync()), Own(host));
        var ct = TestContext.Current.CancellationToken;
        await socket.SendAsync("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"u8.ToArray(), WebSocketMessageType.Text, true, ct);
        var answer = new byte[256];
        await socket.ReceiveAsync(answer, ct);
        // The length (200,000) as a variable-length integer, then as many bytes.
        await socket.SendAsync((byte[])[0xC0, 0x9A, 0x0C, .. new byte[200_000]], WebSocketMessageType.Binary, true, ct);
        await UntilAsync(() => host.App.Services.GetRequiredService<CircuitRegistry>().Sockets().Length == 0);
    }

    [Fact]
    public async Task B4_sign_out_cuts_every_connection_of_the_session_and_no_other()
    {
        await using var host = await PortalHost.StartAsync();
        var (leaving, staying) = (await host.SignInAsync("leaving"), await host.SignInAsync("staying"));
        using var one = await OpenAsync(host, HeaderSession.Of(leaving), Own(host));
        using var two = await OpenAsync(host, HeaderSession.Of(leaving), Own(host));
        using var other = await OpenAsync(host, HeaderSession.Of(staying), Own(host));
        var registry = host.App.Services.GetRequiredService<CircuitRegistry>();
        await registry.EndSessionAsync(leaving.Id);
        await UntilAsync(() => registry.Sockets().Length == 1);
        Assert.Equal(staying.Id, registry.Sockets()[0].SessionId);
    }

    private static string Own(PortalHost host) => host.Address.GetLeftPart(UriPartial.Authority);

    private static async Task<ClientWebSocket> OpenAsync(PortalHost host, string? session, string? origin)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        if (session is not null)
            socket.Options.SetRequestHeader(HeaderSession.Header, session);
        try
        {
            await socket.ConnectAsync(new Uri($"ws://{host.Address.Authority}/_blazor"), TestContext.Current.CancellationToken);
        }
        catch (WebSocketException) { }
        return socket;
    }

    private static async Task<HttpStatusCode> StatusAsync(PortalHost host, string? session, string? origin)
    {
        using var socket = await OpenAsync(host, session, origin);
        var status = socket.HttpStatusCode;
        socket.Abort();
        return status;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 200 && !condition(); i++)
            await Task.Delay(25);
        Assert.True(condition());
    }
}
