using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tests.Web;

public sealed class MenuTests
{
    private static readonly NavigationLink[] Links =
    [
        new("Find work", "/work", 1, _ => true, "Work"),
        new("Who won", "/won", 2, _ => true, "Work"),
        new("Bids", "/bids", 3, _ => true),
        new("Map", "/map", 4, _ => true, "Places"),
        new("Your map", "/map/own", 5, who => who.Person != Guid.Empty, "Places"),
    ];

    private static readonly Actor Somebody = Actor.Anonymous with { Person = Guid.NewGuid() };

    private static Menu At(string path, Actor? who = null) => Menu.For(who ?? Somebody, path, Links);

    [Fact]
    public void links_of_an_area_share_one_entry_which_leads_to_the_first()
    {
        Assert.Equal([("Work", "/work"), ("Bids", "/bids"), ("Places", "/map")], At("/").Entries.Select(e => (e.Text, e.Href)));
        Assert.Null(At("/").Open);
    }

    [Fact]
    public void an_area_of_one_link_is_that_link()
    {
        var menu = At("/map", Actor.Anonymous);
        Assert.Equal(("Map", 1, "page"), (menu.Entries[^1].Text, menu.Entries[^1].Links.Count, menu.Current(menu.Entries[^1])));
    }

    [Theory]
    [InlineData("/map", "Map", "page")]
    [InlineData("/map/7", "Map", "true")]
    [InlineData("/map/own", "Your map", "page")]
    [InlineData("/map/own/7", "Your map", "true")]
    public void within_an_area_the_nearest_link_is_current(string path, string text, string current)
    {
        var menu = At(path);
        Assert.Equal(("Places", "true"), (menu.Open!.Text, menu.Current(menu.Open)));
        Assert.Equal([(text, current)], menu.Open.Links.Where(l => menu.Current(l) is not null).Select(l => (l.Text, menu.Current(l)!)));
        Assert.All(menu.Entries.Where(e => e != menu.Open), e => Assert.Null(menu.Current(e)));
    }
}
