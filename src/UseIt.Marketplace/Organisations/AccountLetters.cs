using UseIt.Marketplace.Authoring;

namespace UseIt.Marketplace.Organisations;

/// <summary>What somebody whose account is to be erased is told.</summary>
public sealed record AccountErasureLetter(string Addressee, DateOnly On);

/// <summary>Letters to people with accounts, to print and to give before they are erased; nothing of the letter is kept.</summary>
public static class AccountLetters
{
    public static readonly LetterKind Erasure = new(
        "letters/account-erasure",
        "Letter about the erasure of an account",
        LetterForm.Page,
        typeof(AccountErasureLetter)
    );

    public static IReadOnlyList<LetterKind> All { get; } = [Erasure];
}
