using Microsoft.AspNetCore.Identity;

namespace FundPortal.Application.Identity;

/// <summary>
/// Hashing costs a tenth of a second of a core on purpose; a flood of sign-ins must not take all of them. At most one hash per two cores
/// runs, a few wait, the rest are turned away.
/// </summary>
public sealed class PasswordHashing(IPasswordHasher<Person> hasher) : IDisposable
{
    /// <summary>Waiting longer than this many hashes would take seconds: better to say "try again".</summary>
    private const int MaxWaiting = 40;

    private readonly SemaphoreSlim gate = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Person nobody = new() { DisplayName = "", UserName = "" };
    private readonly Lock making = new();
    private string? nobodysHash;
    private int waiting;

    /// <returns>Null when too many are waiting. For a person that does not exist the same work is done, and the answer is false.</returns>
    public async Task<bool?> VerifyAsync(Person? person, string password, CancellationToken ct)
    {
        if (Interlocked.Increment(ref waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref waiting);
            return null;
        }
        try
        {
            await gate.WaitAsync(ct);
            try
            {
                // Too long a text is nobody's password, but costs the same.
                var isPossible = password.Length <= PasswordRules.MaxLength;
                var text = PasswordRules.Normalize(isPossible ? password : "");
                var isRight =
                    hasher.VerifyHashedPassword(person ?? nobody, person?.PasswordHash ?? NobodysHash(), text)
                    != PasswordVerificationResult.Failed;
                return isPossible && isRight && person?.PasswordHash is not null;
            }
            finally
            {
                gate.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    public string Hash(Person person, string password) => hasher.HashPassword(person, PasswordRules.Normalize(password));

    public void Dispose() => gate.Dispose();

    private string NobodysHash()
    {
        lock (making)
            return nobodysHash ??= hasher.HashPassword(nobody, Guid.NewGuid().ToString());
    }
}
