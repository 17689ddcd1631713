"""English words that look like a mistyped word of the field and are not.

Made by holding the 57,000 most frequent English words against all words that the shipped decks
look for: those that `trainer.grading.typos` would take for a typo, and that people use.
"""

from __future__ import annotations

from trainer.grading.lexicon import word_set

ENGLISH = word_set(
    """
    absorption accents accessing addiction addictions advised adviser advises aggravated agility
    allegation allegations alteration alterations altercation altered altering amplification
    analyse analysed analyses analysing analyst analysts analyzing architect architects aromatic
    articulation assumption assured assures attacked attacker attackers attacking attacks
    attainment attended attendees attending attends attention attested attrition audition
    auditions automate automated automation automotive backdrop backyard bathing battered
    batteries batters battery bedside beliefs bitterly bitterness blocker blockers blurred
    bordering botched buckeyes bullion caliber caliphate cancers candice candidacy candies
    cannons capacitor cashing casually catching causation celebrate celebrated celebrates
    celebration celebrations central centred centuries centurion century certainty chances
    changed changer changes channing chanting charged charger chargers charges charging charles
    charley charmed charred charter cheater cheaters checker checkers circulate circulated
    cleanly cleaver coached coaching coarser coincidence collection collections collector
    combating combing command commend commenting commodity commotion communal commune communion
    communities community commute commuter commuting compact companies companion companions
    company comparable compare compared compares comparing compartment compartments compass
    compelling compete competed competes competing competition competitions competitor
    compilation compiling complement complements complete completed completely completeness
    completes completing completion complex complexes complexion complexity complied compliment
    complimentary compliments complying composing compressor comprise comprised comprises
    computation compute computed computer computers computes computing conception concert
    concerted concerts concession concessions condensation conditioner conduit conference
    conferences confess confession confessional confessions confident confidential confidently
    confined confines confluence conform conforming conformity congestion connection connections
    connective connotations consent consented consenting conservation consider considers
    constance constantine constraint constraints contact contacted contacting contacts
    contagious contain contained container containers containing containment contains
    contamination contend contended contender contenders contending contends content contention
    contentious contentment contents contest contested contesting contests context contexts
    contextual continent continental continents contingency contingent continual continuation
    continue continued continues continuing continuity continuous continuously continuum
    contract contracted contracting contraction contractions contractor contracts contractual
    contradictory contrast contrasted contrasting contrasts contributor contributors convection
    convene convened convent convention conventional conventions converge conversation
    conversations converse conversion conversions convert converted converter converting
    converts conveys conviction convictions convinced corpses correction correctional
    corrections correlation correlations corruption coulter counted countering countess counties
    counting countries country courier courses covering creations creature creatures currencies
    currency curtain curtains custody customary debatable decades decided decides decimated
    decreed decrees deducted defended defender defenders defending defends deficit deficits
    defining definition delicate delicately densely depicted depleted depreciation derailed
    description detained detectable detection differential differentiation difficulties
    difficulty digestion dimensional director directories directors directory disagreement
    disagreements discard discarded discord disorder disorders dissection distance distances
    distancing distant distinction distributor distributors district districts diverse diversion
    diversity diverted diverting dividend dividends doctrine doctrines documentaries documentary
    domination dominion doubted dynamite editorial eighties empress entered entirety entries
    eternal eternally eternity evacuate evacuated evacuation everton evidenced evolution
    exceeding exceedingly excerpt excerpts excessive excessively exclusion exerted exiting
    expanded expanding expands expanse expansion expansions expansive expectation expectations
    expected expecting expects expedition expense expenses expensive experienced experiencing
    experiment experimental experimentally experimentation experiments experts expiring
    explanation explanations exploding explosion explosions explosive explosives exponent
    exponential exponents exported exporter exporters exporting exports expressive expressly
    expulsion extended extending extends extension extensions extensive extensively faction
    factions factories factory farther fastened fathers fellows fillers filtration finnish
    flatter flattered flattering flowing folders forbade forgery formality formally formulate
    formulated formulation formulations fostered fostering fosters freezer frequencies frequency
    friction fullback funding further furthering garages general generalization generalizations
    generally generals generate generated generates generating generation generations governor
    greeting grounded historic historical immediate immediately immediatly immortal impediment
    imposed imposes imposing imposition impotent impress impressed improper improvise improvised
    inaction incense inception inclusion induction infected infection infections infectious
    infestation infested inflamed inflation influence influenced influences informatics
    ingenuity injunction insects insertion inspection inspections inspector instant instantly
    instructor instructors insufficient insulation insurrection integral integration integrity
    intended intending intends intensified intensifies intensify intensity intention intentional
    intentions interactions interfering intermediary internal internally interns intervening
    invention inventions inventor inverness inverted invested investing investment investments
    invests invincible lamented latency latents launcher launchers lawyers leading leaning
    learner learners lengthy lineage lingering littered lockers longevity lottery lunches
    machinery managerial marginal margins mariner mariners marines marlene martins massage
    massages mastered mastering masters mastery maternal maternity matrices mattered matters
    maturing maurice maximus mediate mediated mediation memories mercedes mergers messing
    metrics migrant migrants mislead misleading mistaken mistakenly misused mitigation modeled
    modification modifications modular momentary multiplayer mustered mutilation mysteries
    mystery narrowly needless nightly observatory opposing ordinarily organic outlier outliers
    overall overalls overcoming overdrive overheard overheating overland overlap overpriced
    overrated override overrun painless parsons particle particles partying paternal paternity
    pearson percent percentage percentages perception perceptions percussion perimeter permits
    persona pertaining pierson planting pointer pointers practise practised practising precious
    precise precisely precision prediction predictions preemption prefixes premise premises
    presence pressed presses presumption pretense prevent prevented preventing prevention
    prevents primate primates princes princess princesses privacy proceed proceeded proceeding
    proceedings proceeds process processor processors produce produced producer producers
    produces producing production productions professed profession professions profile profiled
    profiler profiles profiling profits progeny programmer programmers progressed progresses
    project projected projectile projectiles projecting projection projections projector
    projects promising promote promoted promoter promoters promotes promoting promotion
    promotional promotions properties property proportion proportionate proposition propositions
    prosecution prosecutions prosper prosperity protect protected protecting protection
    protections protector protects protest protested protester protesters protesting protests
    provence proving provision provisional provisions prowess pudding quadrant qualified
    qualifier qualifiers qualifies qualify qualifying quantify quantile quantiles quantities
    quantity quantization quantize quantized quantizer quantizers quantizes quantizing quarterly
    quartet raining rallied rallies rallying reacted reacting reaction reactions rearing rebuilt
    recalling reception receptions recession recited recording recordings recover recurrence
    recurrent redding redress reduction reductions referee referees referenced referencing
    referring refining refrain refugee refugees refunded refunds refuted regained regaining
    regents registering registrar registration registrations registry regrets regulate regulated
    regulates regulating regulation regulations reindeer relayed relieved reliever relocate
    relocated remainder remained remaining remains remanded reminded reminder reminders
    reminding reminds remotely rendered rendering renders repairing reparations repayment
    repealed repealing replace replaced replaces replacing replica replicas replicate replicated
    replication replying reported reporter reporters reporting reports representation
    representations repressed repression reproduction requiring resented resentment residential
    resisted resisting resists respond responded responders responding responds restrain
    restrained restraining resumption retailer retailers retailing retained retainer retaining
    retains retention retinal retrain retrains returning revered reverence reversal reverse
    reversed reverses reversing reverted revision revisions revived revolution revolutions
    roaring rochester rooting rotating rotting rounder routine routinely routines salaries
    sampled sampler samples sandler sanitation sayings scaring scarves schemes scheming screamed
    screaming screams sealing seating secondary seconded sensation sensations sensibility
    sensing sentences sequencing servers settling several severed severity shading shadowy
    shallow sharded sharding sharing sharpen sharpened sharpening sharper shatter shattered
    shattering shaving shingles shooter shooters shorten shortened shortening shorter shoulda
    shoulder shoulders showered showering showers shrines sighted sighting sightings signage
    signatories signifies simpler sitting situated sketches sketching slapped slicing slowing
    smoother smoothie smoothies snapped soothing sparing sparingly sparked special specialties
    specialty species specific specification specifications specificity specifics specified
    specifies specify specifying squishy stabbed stables stacking stalled stalling stallion
    stanley staples staring starling starred starring started starter startling starvation
    starving stating steamed steamer steaming sticker stickers sticking stimulate stimulated
    stimulates stinking stipulated stitched stitches stitching stocking strange stranger
    strangers strangest streaks streamer stretcher stringent stringer strings stronger submarine
    submarines subsided subsidized successor suffice suffices summaries summarize summarized
    summarizes summary summers supposed supposedly surfers survivor suspense suspension
    suspensions symmetry systemic teaches temperate templar temporal temporarily temptation
    temptations tenancy tennant thinker thinkers thorough thoroughly thousand thousands thrones
    throughout throwing tighter topical torrance touring traceable trafficked traffickers
    trafficking trailed trailing trainee trainees trainer trainers transcribed transplanted
    treachery tripled triplets tripped turning unanswered uncertainties uncertainty uncharted
    undated undeniable underside understated understatement understood unfounded unhinged
    unlocking unregulated unreleased untrained untreated uploaded uploading uploads upscale
    valiant valuation valuations variance variant variants variation variations varnish
    verification victories victory wailing wanting wasting weighed weighing whiting whomever
    widowed widower wingers winters workplace workplaces writing writings
    """
)
