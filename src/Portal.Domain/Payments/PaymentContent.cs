using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FundPortal.Domain.Payees;

namespace FundPortal.Domain.Payments;

/// <summary>
/// The hash that a signature binds to: SHA-256 over a canonical form of everything that decides where how much money goes. Each part has its
/// length before it (an absent one −1), so two different payments never share one form.
/// </summary>
public static class PaymentContent
{
    /// <summary>Names the canonical form; a new form gets a new name.</summary>
    private const string Form = "fundportal-payment-2";

    /// <summary>Of payments that were submitted before the payer's account number was kept: they are verified by the form that was signed.</summary>
    private const string FormWithoutPayer = "fundportal-payment-1";

    /// <param name="policyVersionId">The policy version that laid out the route.</param>
    public static byte[] HashOf(Payment payment, int? policyVersionId)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, payment.PayerNumber is null ? FormWithoutPayer : Form);
        Add(hash, payment.PublicId.ToString("N"));
        Add(hash, (int)payment.Type);
        Add(hash, payment.AccountId);
        if (payment.PayerNumber is { } payer)
            Add(hash, payer);
        Add(hash, payment.PayeeId);
        Add(hash, payment.ToAccountId);
        Add(hash, payment.To);
        Add(hash, payment.CurrencyCode);
        Add(hash, payment.AmountMinor);
        Add(hash, payment.Purpose);
        Add(hash, payment.Reference);
        Add(hash, payment.PayOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Add(hash, payment.Revision);
        Add(hash, policyVersionId);
        Add(hash, payment.Lines.Count);
        foreach (var line in payment.Lines.OrderBy(line => line.Number))
        {
            Add(hash, line.Number);
            Add(hash, line.To);
            Add(hash, line.AmountMinor);
            Add(hash, line.Remark);
        }
        return hash.GetHashAndReset();
    }

    private static void Add(IncrementalHash hash, BankDetails? details)
    {
        Add(hash, details is null ? 0 : 1);
        if (details is null)
            return;
        Add(hash, details.AccountName);
        Add(hash, details.AccountNumber);
        Add(hash, details.BankName);
        Add(hash, details.BankCode);
        Add(hash, details.Country);
    }

    private static void Add(IncrementalHash hash, string? text)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        // UTF-16 units: UTF-8 would give all lone surrogates one form.
        var bytes = text is null ? [] : Encoding.Unicode.GetBytes(text);
        BinaryPrimitives.WriteInt32BigEndian(length, text is null ? -1 : bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }

    private static void Add(IncrementalHash hash, long? number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long) + 1];
        bytes[0] = number is null ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], number ?? 0);
        hash.AppendData(bytes);
    }
}
