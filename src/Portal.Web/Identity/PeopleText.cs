namespace FundPortal.Web.Identity;

/// <summary>Names the resource files of the pages that administer people.</summary>
public sealed class PeopleText;
