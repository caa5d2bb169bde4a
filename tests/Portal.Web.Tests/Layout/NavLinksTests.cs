using FundPortal.Application.Identity;
using FundPortal.Domain.Identity;
using FundPortal.Web.Layout;

namespace FundPortal.Web.Tests.Layout;

/// <summary>The navigation shows what a person may open.</summary>
public sealed class NavLinksTests
{
    [Fact]
    public void Whoever_answers_for_an_API_client_sees_the_signature_doctor_and_none_of_the_administrators_pages()
    {
        Assert.Equal(["/api-doctor"], Hrefs([], hasApiClients: true));
        Assert.Empty(Hrefs([], hasApiClients: false));
        Assert.Contains(Hrefs([Permission.ManageApiClients], hasApiClients: false), href => href is "/api-doctor");
        Assert.Empty(NavLinks.For(null));
    }

    private static List<string> Hrefs(IReadOnlyList<Permission> permissions, bool hasApiClients) =>
        [.. NavLinks.For(new WhoAmI.Answer(Guid.NewGuid(), "lin", "Lin", "en", [], permissions, 10, hasApiClients)).Select(l => l.Href)];
}
