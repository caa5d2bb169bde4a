namespace FundPortal.Domain;

/// <summary>
/// Why a command was not carried out. <see cref="Code"/> is stable (it names the text resource and, later, the API's error code);
/// <see cref="Args"/> fill the text's places and never hold a secret.
/// </summary>
public sealed record Refusal(string Code, params IReadOnlyList<object> Args)
{
    /// <summary>The object does not exist, or this person may not know that it does.</summary>
    public static readonly Refusal NotFound = new("not_found");

    /// <summary>This person's roles do not allow the command.</summary>
    public static readonly Refusal Forbidden = new("forbidden");

    /// <summary>The session has ended; the page must lead to sign-in.</summary>
    public static readonly Refusal SignedOut = new("signed_out");

    /// <summary>Somebody else changed the object since it was read.</summary>
    public static readonly Refusal Conflict = new("conflict");

    /// <summary>A field of the input is wrong; <paramref name="field"/> is its name in the command, <paramref name="reason"/> a text key.</summary>
    public static Refusal Invalid(string field, string reason, params object[] args) => new("invalid", [field, reason, .. args]);
}

/// <summary>A value, or the typed reason why there is none. Exceptions are for bugs and broken machines.</summary>
public readonly struct Result<T>
{
    private readonly T? value;

    private Result(T? value, Refusal? refusal)
    {
        this.value = value;
        Refusal = refusal;
    }

    public Refusal? Refusal { get; }

    public bool IsOk => Refusal is null;

    /// <exception cref="InvalidOperationException">The result is a refusal.</exception>
    public T Value => Refusal is null ? value! : throw new InvalidOperationException($"The result is a refusal: {Refusal.Code}.");

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);
}

/// <summary>The value of a command that answers nothing but that it was done.</summary>
public readonly record struct Done;
