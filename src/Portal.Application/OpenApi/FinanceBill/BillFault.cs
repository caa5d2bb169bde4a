namespace FundPortal.Application.OpenApi.FinanceBill;

/// <summary>Why a call of the finance bill API was refused.</summary>
/// <param name="Code">Of the contract's table; its words are in the client's language.</param>
/// <param name="Parameter">The parameter at fault; null when it is none.</param>
/// <param name="Reason">Which of the code's texts says it best; null: the code's own.</param>
public sealed record BillFault(string Code, string? Parameter = null, string? Reason = null)
{
    public const string Unreadable = "400";
    public const string NotAuthorised = "401";
    public const string Forbidden = "403";
    public const string TooMany = "429";
    public const string ServerError = "500";
    public const string UnknownFlag = "1001";
    public const string Expired = "1002";
    public const string WrongSignature = "1003";
    public const string WrongType = "1004";
    public const string Missing = "2001";
    public const string OutOfForm = "2002";
    public const string NoSuchMethod = "2003";
}
