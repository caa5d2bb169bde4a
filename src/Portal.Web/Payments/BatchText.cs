namespace FundPortal.Web.Payments;

/// <summary>Names the resource files of the batch page.</summary>
public sealed class BatchText;
