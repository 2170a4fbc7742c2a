using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace;

/// <summary>One context as the application sees it: what it keeps, what it reacts to, what it answers.</summary>
public abstract class Module
{
    public virtual IEnumerable<InlineView> Inline => [];
    public virtual IEnumerable<TableView> Views => [];
    public virtual IEnumerable<Reaction> Reactions => [];

    /// <summary>Older shapes of this context's facts.</summary>
    public virtual void Upcasters(EventTypes types) { }

    public virtual void Services(IServiceCollection services, Settings settings) { }

    public virtual void Routes(IEndpointRouteBuilder routes) { }
}
