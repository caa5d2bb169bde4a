namespace FundPortal.Domain.Payments;

/// <summary>Why a person must not sign a payment, whatever their rights.</summary>
public enum ExclusionReason
{
    Maker = 1,
    Editor = 2,
    PayeeChanger = 3,

    /// <summary>This person's voice is in it already, by own hand or by a delegate's.</summary>
    SignedAlready = 4,

    /// <summary>Stands in for somebody who is excluded or has signed another level.</summary>
    DelegateOfExcluded = 5,

    /// <summary>Holds the keys of the program that filed it.</summary>
    KeyHolder = 6,
}

/// <summary>Segregation of duties: who must not sign, decided from the payment's own record and never from a role.</summary>
public static class Exclusion
{
    /// <param name="level">The level (ordinal) that the person would sign.</param>
    /// <param name="delegators">Everybody who has delegated to this person for today, whatever the amount.</param>
    /// <returns>Null when nothing speaks against it.</returns>
    public static ExclusionReason? Why(SigningCase signing, int level, Guid person, IEnumerable<Guid> delegators)
    {
        if (Own(signing, person) is { } own)
            return own;
        var others = delegators.ToHashSet();
        var isForExcluded =
            signing.Hands.Any(hand => others.Contains(hand.PersonId))
            || signing.Voices.Any(s => s.Level != level && (others.Contains(s.PersonId) || (s.OnBehalfOf is { } x && others.Contains(x))));
        return isForExcluded ? ExclusionReason.DelegateOfExcluded : null;
    }

    /// <summary>What the person did with this payment.</summary>
    public static ExclusionReason? Own(SigningCase signing, Guid person)
    {
        foreach (var hand in signing.Hands.Where(hand => hand.PersonId == person).OrderBy(hand => hand.Part))
            return hand.Part switch
            {
                PaymentPart.Maker => ExclusionReason.Maker,
                PaymentPart.Editor => ExclusionReason.Editor,
                PaymentPart.KeyHolder => ExclusionReason.KeyHolder,
                _ => ExclusionReason.PayeeChanger,
            };
        return signing.Voices.Any(voice => voice.IsOf(person)) ? ExclusionReason.SignedAlready : null;
    }
}
