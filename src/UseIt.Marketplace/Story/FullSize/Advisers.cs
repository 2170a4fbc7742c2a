using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Story.FullSize;

/// <summary>Who does the work of three years: one adviser cannot.</summary>
internal static class Advisers
{
    private static readonly Figure[] Others =
    [
        new("adviser2", "Halima Begum", Cast.Ise, "adviser at iSE", Roles.Adviser),
        new("adviser3", "Gareth Pugh", Cast.Ise, "adviser at iSE", Roles.Adviser),
    ];

    public static Figure Of(string who) => Invented.One([Cast.Adviser, .. Others], $"adviser/{who}");

    public static async Task ComeAsync(Teller tell)
    {
        foreach (var adviser in Others)
            await UseItStory.JoinAsync(tell, adviser);
    }
}
