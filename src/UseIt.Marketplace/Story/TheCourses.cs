using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Story;

/// <summary>
/// Courses on the way back to a profession: one that two finished and one had to leave, one that is being taught, and one that begins next
/// month and fits somebody.
/// </summary>
internal static class TheCourses
{
    private static readonly Guid Nurses = Teller.Id("course/english-nurses");
    private static readonly Guid Doctors = Teller.Id("course/english-doctors");
    private static readonly Guid Practice = Teller.Id("course/plab2-practice");

    private static Guid Person(string key) => Teller.Id($"candidate/{key}");

    public static void Tell(Teller tell)
    {
        tell.Scene("An English course for nurses is offered, and three take a place", tell.At(-318, 10), () => OfferAsync(tell));
        tell.Scene("Two finish the English course; one has nobody to mind her children", tell.At(-249, 15), () => FinishAsync(tell));
        tell.Scene("English for doctors is offered, and two take a place", tell.At(-50, 10), () => OfferToDoctorsAsync(tell));
        tell.Scene("English for doctors is taught, and practice days are planned", tell.At(-12, 15), () => TeachAsync(tell));
    }

    private static async Task OfferAsync(Teller tell)
    {
        await tell.AsAsync(
            Cast.Adviser,
            new OfferCourse(
                Nurses,
                Cast.Ise.Id,
                "Open Door Language School (invented)",
                "English for nurses and midwives: eight evenings before the test",
                tell.Day(-300),
                tell.Day(-251),
                Places: 6,
                Cost: new Money(320),
                FeeSupport: new Money(320),
                PlaceCode: "E05011151",
                Pathway: "nurse",
                Need: "english"
            )
        );
        foreach (var key in new[] { "blessing", "teresa", "mariam" })
            await tell.AsAsync(Cast.Adviser, new EnrolOnCourse(Person(key), Nurses));
    }

    private static async Task FinishAsync(Teller tell)
    {
        foreach (
            var (key, days) in new (string, int[])[] { ("blessing", [-300, -286, -251]), ("teresa", [-293, -251]), ("mariam", [-300]) }
        )
        foreach (var day in days)
            await tell.AsAsync(Cast.Adviser, new AttendCourse(Person(key), Nurses, tell.Day(day)));
        foreach (var key in new[] { "blessing", "teresa" })
            await tell.AsAsync(Cast.Adviser, new FinishCourse(Person(key), Nurses, tell.Day(-251)));
        await tell.AsAsync(Cast.Adviser, new StopCourse(Person("mariam"), Nurses, CourseStop.Childcare, tell.Day(-286)));
    }

    private static async Task OfferToDoctorsAsync(Teller tell)
    {
        await tell.AsAsync(
            Cast.Adviser,
            new OfferCourse(
                Doctors,
                Cast.Ise.Id,
                Cast.Interpreters.Name,
                "English for doctors: writing referral letters for OET",
                tell.Day(-45),
                tell.Day(32),
                Places: 4,
                Cost: new Money(260),
                FeeSupport: new Money(200),
                ProviderId: Cast.Interpreters.Id,
                PlaceCode: "E05011121",
                Pathway: "doctor",
                Need: "english"
            )
        );
        foreach (var key in new[] { "olena", "samuel" })
            await tell.AsAsync(Cast.Adviser, new EnrolOnCourse(Person(key), Doctors));
    }

    private static async Task TeachAsync(Teller tell)
    {
        foreach (var (key, day) in new[] { ("olena", -45), ("olena", -38), ("olena", -24), ("samuel", -38) })
            await tell.AsAsync(Cast.Adviser, new AttendCourse(Person(key), Doctors, tell.Day(day)));
        await tell.AsAsync(
            Cast.Adviser,
            new OfferCourse(
                Practice,
                Cast.Ise.Id,
                "Doctors in Waiting (invented)",
                "PLAB 2: three days of practice stations",
                tell.Day(40),
                tell.Day(42),
                Places: 8,
                Cost: new Money(180),
                FeeSupport: new Money(180),
                PlaceCode: "E05011151",
                Pathway: "doctor",
                Need: "plab2"
            )
        );
    }
}
