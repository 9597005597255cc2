"""What a picture may consist of: elements, attributes and CSS that neither act nor reach outside."""

from __future__ import annotations

import re

ELEMENTS = frozenset(
    "svg g path rect circle ellipse line polyline polygon text tspan textPath title desc defs marker style "
    "linearGradient radialGradient stop clipPath mask pattern filter symbol use switch "
    "feBlend feColorMatrix feComponentTransfer feComposite feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR "
    "feGaussianBlur feMerge feMergeNode feMorphology feOffset".split()
)

# Elements that are taken out while their children stay: a picture carries no links.
UNWRAPPED = frozenset({"a"})

# Attributes without influence on the picture are dropped: what is not named here does not get through.
ATTRIBUTES = frozenset(
    "id class style transform d points x y width height cx cy r rx ry x1 y1 x2 y2 dx dy rotate viewBox "
    "preserveAspectRatio fill fill-opacity fill-rule stroke stroke-width stroke-dasharray stroke-dashoffset "
    "stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity opacity color visibility display overflow "
    "font-size font-weight font-style text-anchor text-decoration dominant-baseline alignment-baseline "
    "baseline-shift letter-spacing word-spacing textLength lengthAdjust writing-mode paint-order shape-rendering "
    "text-rendering vector-effect marker-start marker-mid marker-end clip-path clip-rule mask filter "
    "refX refY markerWidth markerHeight markerUnits orient offset stop-color stop-opacity gradientUnits "
    "gradientTransform spreadMethod fx fy patternUnits patternContentUnits patternTransform clipPathUnits maskUnits "
    "maskContentUnits filterUnits primitiveUnits in in2 result mode operator k1 k2 k3 k4 stdDeviation "
    "flood-color flood-opacity values type radius tableValues slope intercept amplitude exponent edgeMode "
    "href startOffset method spacing pathLength".split()
)

# Attributes that may only point into the same picture.
REFERENCES = frozenset({"href", "{http://www.w3.org/1999/xlink}href"})

AT_RULES = frozenset({"keyframes"})

_OUTSIDE = re.compile(r"url\(\s*(?!['\"]?#)|@import|expression\s*\(|javascript:|-moz-binding|image-set|\\", re.IGNORECASE)


def reaches_outside(css: str) -> bool:
    """Whether a piece of CSS (a declaration, an attribute's value) refers to anything but the picture itself.

    An escape (a backslash) hides what is said; no engine writes one, so it counts as reaching outside.
    """
    return _OUTSIDE.search(css) is not None
