namespace FundPortal.Web.Identity;

/// <summary>Names the resource files of the pages of people and sign-in.</summary>
public sealed class IdentityText;
