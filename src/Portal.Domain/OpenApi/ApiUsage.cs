namespace FundPortal.Domain.OpenApi;

/// <summary>How many calls a client made in an hour: what is usual for it. Kept in the commit that stores the calls.</summary>
public sealed class ApiHour
{
    public Guid ClientId { get; init; }

    /// <summary>UTC, the beginning of the hour.</summary>
    public DateTime Hour { get; init; }

    public long Calls { get; set; }

    /// <summary>How many of them were refused.</summary>
    public long Failures { get; set; }
}

/// <summary>An address from which a client's signature was right.</summary>
public sealed class ApiAddress
{
    public Guid ClientId { get; init; }

    public required string Address { get; init; }

    /// <summary>UTC.</summary>
    public DateTime FirstAt { get; init; }
}

/// <summary>What is not like the client. The numbers are stored; never reuse one.</summary>
public enum ApiAlertKind
{
    /// <summary>It called from an address from which it never called before.</summary>
    NewAddress = 1,

    /// <summary>Ten times its usual volume within a day.</summary>
    Volume = 2,

    /// <summary>Most calls of an hour were refused.</summary>
    Failures = 3,

    /// <summary>It called at night, which it never does.</summary>
    Night = 4,
}

/// <summary>Somebody should look at a client. One a day for each kind and detail.</summary>
public sealed class ApiAlert
{
    public const int MaxDetail = 100;

    public long Id { get; init; }

    public Guid ClientId { get; init; }

    public ApiAlertKind Kind { get; init; }

    /// <summary>In China.</summary>
    public DateOnly Day { get; init; }

    /// <summary>The address, or numbers such as <c>1200/100</c>.</summary>
    public required string Detail { get; init; }

    /// <summary>UTC.</summary>
    public DateTime At { get; init; }
}
