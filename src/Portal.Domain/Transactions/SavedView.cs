namespace FundPortal.Domain.Transactions;

/// <summary>A filter that a person gave a name. It holds the address's query string, so that it survives as links do.</summary>
public sealed class SavedView
{
    public const int MaxName = 60;

    public const int MaxQuery = 2000;

    /// <summary>More are not found again by looking.</summary>
    public const int MaxPerPerson = 50;

    public int Id { get; set; }

    public Guid PublicId { get; init; } = Guid.CreateVersion7();

    public Guid PersonId { get; set; }

    /// <summary>Unique for the person.</summary>
    public required string Name { get; set; }

    public required string Query { get; set; }
}
